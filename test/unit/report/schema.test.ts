/** The published schema of reports says exactly what the model has. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { projectRoot } from '../../../src/host/paths.js';
import type {
  Complaint,
  Doubt,
  GuestReport,
  Report,
  RunReport,
} from '../../../src/report/model.js';
import { schemaVersion, toJson } from '../../../src/report/model.js';
import { type Failure, suite, type TestResult } from '../../../src/suite/index.js';
import { anyReport } from '../../helpers/any-report.js';
import { forAll } from '../../helpers/property.js';
import { reportProblems, reportSchema, runProblems } from '../../helpers/report-schema.js';
import { report, runReport } from '../../helpers/run-report.js';

const test = suite('schema of the report');

/** Each field of T, and whether it may be missing: the compiler asks for a new one here. */
type Fields<T> = {
  [Key in keyof Required<T>]: object extends Pick<T, Key> ? 'optional' : 'always';
};

const always = 'always' as const;
const optional = 'optional' as const;

const runFields: Fields<RunReport> = {
  ...{ schema: always, id: always, group: always, invocation: always, tool: always },
  ...{ started: always, finished: always, variant: always, repetition: optional },
  ...{ kernel: optional, series: optional, accelerator: optional, machine: optional },
  ...{ phases: always, guests: always, tests: always, complaints: always, totals: always },
  ...{ verdict: always, failure: optional, runDirectory: always },
};
const reportFields: Fields<Report> = {
  ...{ schema: always, verdict: always, elsewhere: always, runs: always },
  ...{ unreached: optional, doubts: optional },
};
const testFields: Fields<TestResult> = {
  ...{ suite: always, name: always, status: always, durationMs: always, evidence: always },
  ...{ startMs: optional, guest: optional, failure: optional, reason: optional },
};
const guestFields: Fields<GuestReport> = {
  ...{ number: always, boot: always, bootMs: optional, console: always },
};
const complaintFields: Fields<Complaint> = {
  ...{ guest: always, test: always, kind: always, title: always, line: always, lines: always },
};
const kernelFields: Fields<NonNullable<RunReport['kernel']>> = {
  ...{ release: always, source: always, configHash: always, imageSha256: always },
  ...{ variant: always, fragments: optional, cached: always },
};
const seriesFields: Fields<NonNullable<RunReport['series']>> = {
  ...{ name: always, cover: optional, base: optional, notes: optional, patches: always },
};
const failureFields: Fields<Failure> = { message: always, details: always, stack: optional };
const endFields: Fields<NonNullable<RunReport['failure']>> = {
  ...{ message: always, details: always, stack: optional, phase: always, exitCode: always },
  ...{ remedy: optional, log: optional },
};
const phaseFields: Fields<RunReport['phases'][number]> = {
  ...{ name: always, startMs: always, ms: always, guest: optional, note: optional },
};
const machineFields: Fields<NonNullable<RunReport['machine']>> = {
  ...{ type: always, command: optional },
};
const doubtFields: Fields<Doubt> = { reason: always, verdict: always };

const { $defs } = reportSchema;
const { run } = $defs;
const shapes: [name: string, shape: typeof run, fields: Record<string, 'always' | 'optional'>][] = [
  ['a report', reportSchema, reportFields],
  ['a run', run, runFields],
  ['a test', $defs['test'], testFields],
  ['a guest', $defs['guest'], guestFields],
  ['a complaint', $defs['complaint'], complaintFields],
  ['a kernel', $defs['kernel'], kernelFields],
  ['a series', $defs['series'], seriesFields],
  ['a failure', $defs['failure'], failureFields],
  ['the end of a run', run?.properties['failure'], endFields],
  ['a phase', run?.properties['phases']?.items, phaseFields],
  ['a machine', run?.properties['machine'], machineFields],
  ['a doubt', $defs['doubt'], doubtFields],
];
for (const [name, shape, fields] of shapes) {
  test(`${name} has the fields of the model, and no others`, () => {
    assert.equal(Object.keys(shape?.properties ?? {}).sort(), Object.keys(fields).sort());
    const wanted = Object.entries(fields).filter(([, when]) => when === always);
    assert.equal([...(shape?.required ?? [])].sort(), wanted.map(([field]) => field).sort());
    assert.is(shape?.additionalProperties, false);
  });
}

test('the schema is of the version that reports have', () => {
  assert.equal(reportSchema.properties['schema'], { const: schemaVersion });
  assert.equal(run?.properties['schema'], { const: schemaVersion });
});

test('every report is valid', () => {
  forAll(anyReport, (any) => assert.equal(reportProblems(toJson(any)), []), { share: 0.1 });
});

test('a report of a real run is valid, and each of its runs', () => {
  const text = readFileSync(join(projectRoot, 'test/fixtures/reports/run.json'), 'utf8');
  assert.equal(reportProblems(text), []);
  const { runs } = JSON.parse(text) as Report;
  assert.equal(runProblems(toJson(runs[0] as RunReport)), []);
  assert.ok(runs[0]?.tests.some(({ evidence }) => 'sightings' in evidence));
});

const wrong: [what: string, break_: (valid: Report) => object][] = [
  ['another version', (valid) => ({ ...valid, schema: schemaVersion + 1 })],
  ['a field that nobody knows', (valid) => ({ ...valid, colour: 'red' })],
  ['no verdict', ({ verdict: _, ...rest }) => rest],
  ['a run with a field that nobody knows', (valid) => withRun(valid, { colour: 'red' })],
  ['a status that nobody knows', (valid) => withRun(valid, { tests: [{ status: 'green' }] })],
  ['a time that is none', (valid) => withRun(valid, { started: 'yesterday' })],
];
const withRun = (valid: Report, own: object) => ({
  ...valid,
  runs: [{ ...valid.runs[0], ...own }],
});

for (const [what, break_] of wrong) {
  test(`a report with ${what} is not valid`, () => {
    const valid = report(runReport());
    assert.equal(reportProblems(toJson(valid)), []);
    assert.not.equal(reportProblems(JSON.stringify(break_(valid))), []);
  });
}
