/** Two runs of the same tests, verdict by verdict. Pure. */

import type { Status } from '../suite/types.js';
import type { Colours } from './colour.js';
import { printable } from './explain.js';

export const comparisonSchema = 1;

/** A test as it went. */
export interface Verdict {
  suite: string;
  name: string;
  status: Status;
  failure?: { message: string };
  reason?: string;
}

export interface ComparedTest {
  suite: string;
  name: string;
  /** Missing when the other run has it alone. */
  recorded?: Status;
  replayed?: Status;
  same: boolean;
  /** What the two say of it where they differ. */
  recordedWhy?: string;
  replayedWhy?: string;
}

export interface Comparison {
  schema: typeof comparisonSchema;
  /** The run that was recorded, and how it was replayed. */
  run: string;
  mode: 'machine' | 'assertions';
  equal: boolean;
  tests: ComparedTest[];
  /** Tests on which the recorded run had no verdict. */
  withoutVerdict: number;
}

/**
 * Holds what was `replayed` against what was `recorded`. A test that had no turn then has no verdict to
 * be compared, and where nothing can be compared nothing is equal.
 */
export function compare(
  { run, mode }: Pick<Comparison, 'run' | 'mode'>,
  recorded: readonly Verdict[],
  replayed: readonly Verdict[],
): Comparison {
  const judged = recorded.filter(({ status }) => status !== 'not-run');
  const later = new Map(replayed.map((test) => [keyOf(test), test]));
  const known = new Set(recorded.map(keyOf));
  const added = replayed.filter((test) => !known.has(keyOf(test)));
  const tests = [
    ...judged.map((test) => compared(test, later.get(keyOf(test)))),
    ...added.map((test) => compared(undefined, test)),
  ];
  const withoutVerdict = recorded.length - judged.length;
  const equal = tests.length > 0 && tests.every(({ same }) => same);
  return { schema: comparisonSchema, run, mode, equal, tests, withoutVerdict };
}

const keyOf = ({ suite, name }: Pick<Verdict, 'suite' | 'name'>) => JSON.stringify([suite, name]);

function compared(before: Verdict | undefined, after: Verdict | undefined): ComparedTest {
  const { suite = '', name = '' } = before ?? after ?? {};
  const same = before !== undefined && before.status === after?.status;
  const recordedWhy = before && whyOf(before);
  const replayedWhy = after ? whyOf(after) : 'this checkout has no such test';
  return {
    suite,
    name,
    ...(before && { recorded: before.status }),
    ...(after && { replayed: after.status }),
    same,
    ...(!same && recordedWhy !== undefined && { recordedWhy }),
    ...(!same && replayedWhy !== undefined && { replayedWhy }),
  };
}

const whyOf = ({ failure, reason }: Verdict) => failure?.message ?? reason;

/** A line for each test, and more where the two differ. */
export function comparisonLines(
  { tests, equal, withoutVerdict }: Comparison,
  colours: Colours,
): string[] {
  const differing = tests.filter(({ same }) => !same).length;
  const sum = `${tests.length - differing} of ${tests.length} verdicts are the same`;
  const none = withoutVerdict > 0 ? `, ${withoutVerdict} had none` : '';
  const verdict = equal ? colours.green('SAME') : colours.red('DIFFERENT');
  if (tests.length === 0)
    return [`${colours.bold(colours.red('NOTHING'))}  no test of this run has a verdict`];
  return [
    ...tests.flatMap((test) => testLines(test, colours)),
    '',
    `${colours.bold(verdict)}  ${sum}${none}`,
  ];
}

function testLines(test: ComparedTest, colours: Colours): string[] {
  const { suite, name, recorded = 'nothing', replayed = 'nothing', same } = test;
  const title = printable(`${suite} > ${name}`);
  if (same) return [`  ${colours.green('=')} same       ${recorded.padEnd(16)} ${title}`];
  const why = (what: string, text: string | undefined) =>
    text === undefined ? [] : [`      ${what}: ${printable(text)}`];
  return [
    `  ${colours.red('≠')} different  ${recorded.padEnd(16)} ${title}`,
    colours.red(`      recorded ${recorded}, replayed ${replayed}`),
    ...why('recorded', test.recordedWhy),
    ...why('replayed', test.replayedWhy),
  ];
}
