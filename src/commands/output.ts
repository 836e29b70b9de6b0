/** How commands talk while they work: sentences and one progress line on standard error. */

import { pasteable } from '../host/command.js';
import type { Log } from '../host/log.js';
import { printable } from '../report/explain.js';
import {
  type ProgressState,
  progressLine,
  progressMilestone,
  sentence,
} from '../report/progress.js';
import type { Terminal } from './context.js';

export interface Talk {
  log: Log;
  /** Shows how far a long piece of work is; `terminalOnly` where lines tell a log already. */
  progress(state: Omit<ProgressState, 'elapsedMs'>, options?: { terminalOnly?: boolean }): void;
  /** Writes lines to a stream, which may be the same terminal: the progress line stays below them. */
  print(stream: Terminal, lines: readonly string[]): void;
  /** Ends the progress line, so that other text may follow. */
  settle(): void;
  /** Ends it for good with how far the work has come, and what becomes of that. */
  stop(remark: string): void;
}

/** Calls `tick` again and again, until the returned function is called. */
export type Ticker = (tick: () => void) => () => void;

const everySecond: Ticker = (tick) => {
  const timer = setInterval(tick, 1000);
  // Whoever draws a clock does not keep the program alive.
  timer.unref();
  return () => clearInterval(timer);
};

/** What is known of one piece of work. */
interface Track {
  started: number;
  state: Omit<ProgressState, 'elapsedMs'>;
  milestone: number | undefined;
}

/** A terminal gets one line that is rewritten; anything else gets milestones. */
export function talkTo(
  terminal: Terminal,
  { verbose }: { verbose: boolean },
  ticker: Ticker = everySecond,
): Talk {
  const live = terminal.isTTY === true;
  const tracks = new Map<string, Track>();
  let latest: Track | undefined;
  let drawn = false;
  let endTicks: (() => void) | undefined;
  const full = ({ started, state }: Track) => ({
    ...state,
    elapsedMs: performance.now() - started,
  });
  const draw = () => {
    if (!latest) return;
    drawn = true;
    terminal.write(`\r${progressLine(full(latest), terminal.columns || 80)}\x1b[K`);
  };
  const wipe = () => {
    if (drawn) terminal.write('\r\x1b[K');
    drawn = false;
  };
  const settle = () => {
    wipe();
    endTicks?.();
    endTicks = undefined;
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
    progress(state, { terminalOnly = false } = {}) {
      const track = tracks.get(state.what);
      const again = track !== undefined && state.done >= track.state.done;
      const { started, milestone } = again
        ? track
        : { started: performance.now(), milestone: undefined };
      latest = { started, state, milestone };
      tracks.set(state.what, latest);
      if (live) {
        draw();
        endTicks ??= ticker(draw);
        return;
      }
      const next = terminalOnly ? undefined : progressMilestone(full(latest), milestone);
      if (!next) return;
      latest.milestone = next.step;
      say(next.text);
    },
    print(stream, lines) {
      if (lines.length === 0) return;
      const shown = drawn;
      wipe();
      stream.write(`${lines.join('\n')}\n`);
      if (shown) draw();
    },
    settle,
    stop(remark) {
      if (latest) say(`stopped at ${sentence({ ...full(latest), item: undefined })}; ${remark}`);
    },
  };
}
