/**
 * What tests attached, read with care: it comes from a file. `scenes` say what was tried, `sightings` and
 * `attempts` what came of it (test/helpers/selftest.ts).
 */

import type { TestResult } from '../../suite/types.js';

type Fields = Readonly<Record<string, unknown>>;

/** A record as the page needs it. */
export interface RecordView {
  type: number;
  payload: string;
  body: string;
  /** `seconds.milliseconds:serial`; empty when it has none. */
  stamp: string;
  fields: { key: string; raw: string; form: 'quoted' | 'bare' | 'empty' }[];
  problems: string[];
}

/** Records of a window that belong together. */
export interface RecordGroup {
  name: string;
  records: RecordView[];
}

/** One trigger while one program watched it. */
export interface SceneView {
  program: string;
  trigger: string[];
  /** Whether it came to its end: else the guest, or the time, did. */
  ended: boolean;
  /** What the triggering system call returned. */
  result?: { ret: number; errno: number };
  hits?: number;
  nullContexts?: number;
  /** By step of the program, in its order. */
  returns: [step: string, value: string][];
  facts: [name: string, value: string][];
  groups: RecordGroup[];
  /** Why the window proves nothing. */
  problems: string[];
}

const fieldsOf = (value: unknown): Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
const textOf = (value: unknown): string =>
  typeof value === 'string' ? value : value === undefined ? '' : String(value);
const pairsOf = (value: unknown): [string, string][] =>
  Object.entries(fieldsOf(value)).map(([key, text]) => [key, textOf(text)]);

/** What is shown of a window, by the names of audit's lists. */
const groups: readonly [list: string, name: string][] = [
  ['records', 'Records of this program'],
  ['stale', 'Records of this program from before the window'],
  ['unattributed', 'Records that name no program'],
  ['foreign', 'Records of other programs'],
  ['others', 'Other records in the window'],
];

/** What a test tried and saw, in the order of its attempts. */
export function scenesOf({ evidence }: Pick<TestResult, 'evidence'>): SceneView[] {
  const done = [...listOf(evidence['sightings']), ...listOf(evidence['attempts'])].map(sceneOf);
  const tried = listOf(evidence['scenes']).map(fieldsOf);
  // A test has one kind or the other; what was tried beyond what ended is what it did not survive.
  const open = tried.slice(done.length).map((scene) => ({ ...sceneOf(scene), ended: false }));
  return [...done, ...open];
}

function sceneOf(value: unknown): SceneView {
  const scene = fieldsOf(value);
  const { ret, errno } = fieldsOf(scene['result']);
  const observation = fieldsOf(scene['observation']);
  return {
    program: textOf(scene['program']),
    trigger: listOf(scene['trigger']).map(textOf),
    ended: true,
    ...(typeof ret === 'number' && typeof errno === 'number' && { result: { ret, errno } }),
    ...(typeof scene['hits'] === 'number' && { hits: scene['hits'] }),
    ...(typeof scene['nullContexts'] === 'number' && { nullContexts: scene['nullContexts'] }),
    returns: pairsOf(scene['returns']),
    facts: pairsOf(scene['facts']),
    groups: groups
      .map(([list, name]) => ({ name, records: listOf(observation[list]).map(recordOf) }))
      .filter(({ records }) => records.length > 0),
    problems: listOf(fieldsOf(observation['liveness'])['problems']).map(textOf),
  };
}

function recordOf(value: unknown): RecordView {
  const record = fieldsOf(value);
  const { seconds, milliseconds, serial } = fieldsOf(record['stamp']);
  const stamped = seconds !== undefined && serial !== undefined;
  return {
    type: Number(record['type']),
    payload: textOf(record['payload']),
    body: textOf(record['body']),
    stamp: stamped ? `${seconds}.${textOf(milliseconds).padStart(3, '0')}:${serial}` : '',
    fields: listOf(record['fields']).map((each) => {
      const { key, raw, form } = fieldsOf(each);
      const kind = form === 'quoted' || form === 'empty' ? form : 'bare';
      return { key: textOf(key), raw: textOf(raw), form: kind };
    }),
    problems: listOf(record['problems']).map((each) => textOf(fieldsOf(each)['problem'])),
  };
}

const shown = new Set(['scenes', 'sightings', 'attempts', 'program', 'log']);

/** What else a test attached, by its name, as text. */
export function furtherEvidence({ evidence }: Pick<TestResult, 'evidence'>): [string, string][] {
  const log = textOf(evidence['log']);
  const rest = Object.entries(evidence).filter(([key]) => !shown.has(key));
  return [
    ...(log === '' ? [] : ([['log of the verifier', log.trimEnd()]] as [string, string][])),
    ...rest.map(([key, value]): [string, string] => [key, asText(value)]),
  ];
}

const asText = (value: unknown) =>
  typeof value === 'string' ? value : (JSON.stringify(value, null, 2) ?? '');

/** The programs that a test is about, each once. */
export function programsOf(test: Pick<TestResult, 'evidence'>): string[] {
  const named = textOf(test.evidence['program']);
  const all = [...(named === '' ? [] : [named]), ...scenesOf(test).map(({ program }) => program)];
  return [...new Set(all)].filter((name) => name !== '');
}
