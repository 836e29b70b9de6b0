/** What a log of CI shows of runs while they go: one line for each step, never one for each test. */

import { logText } from '../report/github.js';
import type { RunReport } from '../report/model.js';
import { duration } from '../report/progress.js';
import { countsText } from '../report/sections.js';
import { titleOf } from '../suite/index.js';
import type { Presenter } from './present.js';

/** So many lines of progress while the tests of a variant run. */
const steps = 10;

/**
 * Says the steps of runs by `say`; `totals` has the number of tests of each run, in their order. A test
 * that failed has a line of its own.
 */
export function milestonePresenter(
  say: (line: string) => void,
  totals: readonly number[],
): Presenter {
  let run = 0;
  let done = 0;
  let failed = 0;
  let step = 0;
  const progress = () => {
    const total = totals[run] ?? 0;
    const next = Math.floor((steps * done) / Math.max(1, total));
    if (next === step || done === total) return;
    step = next;
    say(`${done} of ${total} tests, ${failed} failed`);
  };
  return {
    booted: (report) => say(logText(bootedText(report))),
    furtherGuest() {},
    event(event) {
      if (event.type !== 'test-end') return;
      const { suite, name, status, failure } = event.result;
      if (status === 'not-run') return;
      done += 1;
      if (status === 'failed') {
        failed += 1;
        say(logText(`failed: ${titleOf(suite, name)}: ${failure?.message ?? ''}`));
      }
      progress();
    },
    ended({ variant, verdict, totals: counts, started, finished }) {
      const ms = Date.parse(finished) - Date.parse(started);
      say(`${variant}: ${verdict}, ${countsText(counts)}, ${duration(ms)}`);
      run += 1;
      done = failed = step = 0;
    },
    closed() {},
  };
}

function bootedText({ variant, kernel, machine, accelerator }: RunReport): string {
  const { release = '', source, configHash = '', cached } = kernel ?? {};
  const origin = `${source?.package} ${source?.version}`;
  const how = `${machine?.type} under ${accelerator?.name}`;
  const built = cached ? 'cached' : 'built';
  return `${variant}: ${release} of ${origin}, config ${configHash.slice(0, 12)}, ${built}, boots on ${how}`;
}
