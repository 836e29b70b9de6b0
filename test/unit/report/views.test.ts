/** No view loses a test: its name, its status and its reason are in each of them. */

import * as assert from 'uvu/assert';
import { unescaped } from '../../../src/report/escape.js';
import { printable } from '../../../src/report/explain.js';
import type { Report } from '../../../src/report/model.js';
import { views } from '../../../src/report/reporters.js';
import { stepSummary } from '../../../src/report/step-summary.js';
import { suite, type TestResult } from '../../../src/suite/index.js';
import { anyReport } from '../../helpers/any-report.js';
import { forAll } from '../../helpers/property.js';

const test = suite('views of a report');

type Status = TestResult['status'];

interface Reading {
  text: (report: Report) => string;
  /** The parts of the text that are about one test each, or about all with one status. */
  parts: (text: string) => string[];
  /** What a part says of a status. */
  says: Record<Status, RegExp>;
  /** Back from the format's own way to write a text. */
  decode: (part: string) => string;
  /** What of a text the format can keep. */
  kept?: (text: string) => string;
}

const lines = (pattern: RegExp) => (text: string) =>
  text.split('\n').filter((line) => pattern.test(line));

const entity: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
const unmarked = (text: string) =>
  text.replaceAll(/&(?:#(\d+)|(\w+));/g, (_, code?: string, name = '') =>
    code === undefined ? (entity[name] ?? '') : String.fromCharCode(Number(code)),
  );

const statusWord = (pattern: (status: Status) => RegExp): Record<Status, RegExp> => ({
  passed: pattern('passed'),
  failed: pattern('failed'),
  'expected-failure': pattern('expected-failure'),
  skipped: pattern('skipped'),
  'not-run': pattern('not-run'),
});

/** Lines of a mail that were cut at its last column, put together again. */
const joined = (text: string) => text.replaceAll(/^(.{70})\\\n */gm, '$1');
const withoutSpaces = (text: string) => text.replaceAll(/\s+/g, '');

const readings: Record<string, Reading> = {
  ktap: {
    text: views.ktap,
    parts: lines(/^ *(?:not )?ok /),
    says: {
      passed: /^ *ok .* # \d+ ms$/,
      failed: /^ *not ok .* # \d+ ms$/,
      'expected-failure': /^ *ok .* # XFAIL\b/,
      skipped: /^ *ok .* # SKIP\b/,
      'not-run': /^ *not ok .* # ERROR not-run:/,
    },
    decode: unescaped,
  },
  junit: {
    text: views.junit,
    parts: (text) => text.match(/<testcase [^>]*>[\s\S]*?<\/testcase>/g) ?? [],
    says: {
      passed: /^<testcase (?:(?!<(?:failure|error|skipped) )[\s\S])*$/,
      failed: /<failure type="failed"/,
      'expected-failure': /<skipped type="expected-failure"/,
      skipped: /<skipped type="skipped"/,
      'not-run': /<error type="not-run"/,
    },
    decode: (part) => unescaped(unmarked(part)),
  },
  github: {
    text: views.github,
    parts: lines(/^ {4}[a-z-]+: /),
    says: statusWord((status) => new RegExp(`^    ${status}: `)),
    decode: unescaped,
  },
  'step summary': {
    text: (report) => stepSummary(report),
    parts: lines(/^<tr><td>/),
    says: statusWord((status) => new RegExp(`^<tr><td>${status}</td>`)),
    decode: (part) => unescaped(unmarked(part)),
  },
  mail: {
    text: views.mail,
    parts: (text) =>
      joined(text).split(/\n(?=(?:passed|failed|not-run|expected-failure|skipped)[:,])/),
    says: statusWord((status) => new RegExp(`^${status}[:,]`)),
    decode: (part) => withoutSpaces(unescaped(withoutSpaces(part))),
    kept: withoutSpaces,
  },
  pretty: {
    text: views.pretty,
    parts: lines(/^ {2}[✓✗≈↷–] /),
    says: {
      passed: /✓/,
      failed: /✗/,
      'expected-failure': /≈/,
      skipped: /↷/,
      'not-run': /–/,
    },
    decode: (part) => part,
    kept: printable,
  },
};

for (const [view, { text, parts, says, decode, kept = (same: string) => same }] of Object.entries(
  readings,
)) {
  test(`${view} tells the name, the status and the reason of each test`, () => {
    forAll(
      anyReport,
      (report) => {
        const all = parts(text(report));
        for (const { name, status, reason } of report.runs.flatMap(({ tests }) => tests)) {
          const own = all.filter((part) => decode(part).includes(kept(name)));
          assert.ok(
            own.some(
              (part) => says[status].test(part) && decode(part).includes(kept(reason ?? '')),
            ),
            `${status}: ${JSON.stringify(name)}: ${JSON.stringify(reason)}\n${text(report)}`,
          );
        }
      },
      { share: 0.1 },
    );
  });
}

test('a report that is no success says so in its first lines, in every view', () => {
  forAll(
    anyReport,
    (report) => {
      if (report.verdict === 'passed') return;
      assert.match(views.ktap(report), new RegExp(`# ${report.verdict}: `));
      assert.match(views.ktap(report), /^not ok /m);
      assert.match(views.junit(report), /<(?:failure|error) /);
      assert.match(views.github(report), /^::error title=/m);
      assert.match(stepSummary(report), new RegExp(`^<h2>lsm-audit: ${report.verdict}</h2>`));
      assert.match(views.mail(report), new RegExp(`: ${report.verdict.toUpperCase()}$`, 'm'));
    },
    { share: 0.1 },
  );
});

test('as JSON the report is whole', () => {
  forAll(
    anyReport,
    (report) => assert.equal(JSON.parse(views.json(report)), structuredClone(report)),
    {
      share: 0.05,
    },
  );
});
