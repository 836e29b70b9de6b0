/** How commands talk while they work: sentences and one progress line on standard error. */

import { pasteable } from '../host/command.js';
import type { Log } from '../host/log.js';
import { printable } from '../report/explain.js';
import { type ProgressState, progressLine, progressMilestone } from '../report/progress.js';
import type { Terminal } from './context.js';

export interface Talk {
  log: Log;
  /** Shows how far a long piece of work is. */
  progress(state: Omit<ProgressState, 'elapsedMs'>): void;
  /** Ends the progress line, so that other text may follow. */
  settle(): void;
}

/** A terminal gets one line that is rewritten; anything else gets milestones. */
export function talkTo(terminal: Terminal, { verbose }: { verbose: boolean }): Talk {
  const live = terminal.isTTY === true;
  let started: number | undefined;
  let drawn = false;
  let milestone: number | undefined;
  const settle = () => {
    if (drawn) terminal.write('\r\x1b[K');
    drawn = false;
  };
  const say = (text: string) => {
    settle();
    // What is said may quote a stranger's mails and names.
    terminal.write(`${text.split('\n').map(printable).join('\n')}\n`);
  };
  return {
    log: {
      info: say,
      warn: (text) => say(`warning: ${text}`),
      command: (command) => verbose && say(`$ ${pasteable(command)}`),
      detail: (text) => verbose && say(text),
    },
    progress(state) {
      started ??= performance.now();
      const full = { ...state, elapsedMs: performance.now() - started };
      if (live) {
        drawn = true;
        terminal.write(`\r${progressLine(full, terminal.columns ?? 80)}\x1b[K`);
        return;
      }
      const next = progressMilestone(full, milestone);
      if (!next) return;
      milestone = next.step;
      say(next.text);
    },
    settle,
  };
}
