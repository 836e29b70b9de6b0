/** What a person sees of runs while they go: the pretty report as it comes, or nothing of it. */

import type { Colours } from '../report/colour.js';
import type { Report, RunReport } from '../report/model.js';
import {
  closingLines,
  eventLines,
  headerLines,
  repeatedEventLines,
  summaryLines,
} from '../report/pretty.js';
import type { SuiteEvent } from '../suite/index.js';

/** Hears of each step of a command's runs, in their order. */
export interface Presenter {
  /** A run begins: the first on its variant, or one that repeats it. */
  begins?(turn: { first: boolean }): void;
  /** The guest of a run serves. */
  booted(report: RunReport): void;
  furtherGuest(why: string): void;
  event(event: SuiteEvent): void;
  /** A run has ended; `consoleTail` is the end of its guest's console. */
  ended(report: RunReport, consoleTail: readonly string[]): void;
  /** All runs have ended. */
  closed(report: Report): void;
}

export function prettyPresenter(
  print: (lines: readonly string[]) => void,
  colours: Colours,
): Presenter {
  let first = true;
  return {
    begins: (turn) => {
      first = turn.first;
    },
    booted: (report) => first && print(headerLines(report, colours)),
    furtherGuest: (why) => first && print([colours.dim(`a further guest, ${why}`)]),
    event: (event) =>
      print(first ? eventLines(event, colours) : repeatedEventLines(event, colours)),
    // A repetition that passed has nothing new to say.
    ended: (report, consoleTail) =>
      (first || report.verdict !== 'passed') && print(summaryLines(report, consoleTail, colours)),
    closed: (report) => print(closingLines(report, colours)),
  };
}

/** Standard output belongs to another view. */
export const silentPresenter: Presenter = {
  booted() {},
  furtherGuest() {},
  event() {},
  ended() {},
  closed() {},
};
