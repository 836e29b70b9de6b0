/** Where in its tests a run is: for a terminal, as a log has a line for each test. */

import { expectedMs, type TypicalTimes } from '../report/typical.js';
import { type DeclaredSuite, type SuiteEvent, titleOf } from '../suite/index.js';
import type { Talk } from './output.js';

export interface TestProgress {
  /** What earlier runs took, once it is known on which machine this one is. */
  typical: TypicalTimes;
  onEvent(event: SuiteEvent): void;
}

/** Follows a run of `suites`; `label` stands before the name of the current test. */
export function followTests(
  talk: Pick<Talk, 'progress'>,
  suites: readonly Pick<DeclaredSuite<never>, 'name' | 'tests'>[],
  label = '',
): TestProgress {
  const titles = suites.flatMap(({ name, tests }) => tests.map((test) => titleOf(name, test.name)));
  const left = new Set(titles);
  const follower: TestProgress = {
    typical: new Map(),
    onEvent(event) {
      if (event.type === 'test-end') left.delete(titleOf(event.result.suite, event.result.name));
      if (event.type !== 'test-start') return;
      talk.progress(
        {
          ...{ what: 'tests', unit: 'tests', done: titles.length - left.size },
          total: titles.length,
          item: label + titleOf(event.suite, event.name),
          leftMs: expectedMs([...left], follower.typical),
        },
        { terminalOnly: true },
      );
    },
  };
  return follower;
}
