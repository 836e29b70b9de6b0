/** Reports of every kind: each status, several variants, runs that ended early, and hostile texts all over. */

import fc from 'fast-check';
import { type Report, type RunReport, reportOn } from '../../src/report/model.js';
import { type TestResult, totalsOf, verdictOf } from '../../src/suite/index.js';
import { runReport } from './run-report.js';

const esc = String.fromCharCode(27);

/** Texts that mean something to one of the formats, or to a terminal. */
export const hostileTexts: readonly string[] = [
  ...['ok 1 x', 'not ok 1 x', '1..5', 'KTAP version 1', '# Subtest: x', 'x # SKIP y', 'x # XFAIL'],
  ...[
    '- x',
    ':- x',
    ' x',
    'x ',
    '#',
    '\\',
    'x\\',
    '\\x23',
    'a\nnot ok 2 b',
    '\r\n',
    '\0',
    '\t',
    '\u0085',
  ],
  ...['reboot: System halted', 'Kernel panic - not syncing: VFS: x', 'List of all partitions:'],
  ...[
    '</testcase>',
    ']]>',
    '&amp;',
    '"',
    "'",
    '<!-- x',
    '<script>alert(1)</script>',
    '\ufffe',
    '\ud800',
  ],
  ...[
    '::error::x',
    '##[error]x',
    '::endgroup::',
    '%0A',
    'a,b:c',
    '</pre>',
    '</details>\n\n# x',
    '| x |',
  ],
  ...[
    '@user',
    '`x`',
    '[x](javascript:alert(1))',
    '=cmd',
    `${esc}[2J`,
    '\u202eevil',
    'Grüße',
    '名前',
    '💥',
  ],
  ...['x'.repeat(200), `${'word '.repeat(40)}end`, '^^^', '   ^', ''],
];

export const anyText: fc.Arbitrary<string> = fc
  .array(fc.oneof(fc.constantFrom(...hostileTexts), fc.string({ maxLength: 12 })), {
    minLength: 1,
    maxLength: 3,
  })
  .map((parts) => parts.join(''));

const anyFailure = fc.record({ message: anyText, details: fc.array(anyText, { maxLength: 3 }) });

/** A test with a name of its own, so that a view can be asked for it. */
const anyTest = fc.oneof(
  fc.record({ status: fc.constant('passed' as const) }),
  fc.record({ status: fc.constant('failed' as const), failure: anyFailure }),
  fc.record({
    status: fc.constant('expected-failure' as const),
    failure: anyFailure,
    reason: anyText,
  }),
  fc.record({ status: fc.constantFrom('skipped' as const, 'not-run' as const), reason: anyText }),
);

const anyTests: fc.Arbitrary<TestResult[]> = fc
  .array(fc.tuple(fc.constantFrom('one', 'two'), anyText, anyText, anyTest), { maxLength: 6 })
  .map((tests) => {
    const titles = new Map([
      ['one', tests[0]?.[1] ?? ''],
      ['two', `${tests[0]?.[1]}2`],
    ]);
    return tests.map(([suite, , name, own], i) => ({
      suite: titles.get(suite) ?? '',
      name: `(${i}) ${name} (${i})`,
      durationMs: 10 * i,
      evidence: { inode: i, ...(i === 0 && { sighting: sightingOf(name) }) },
      ...own,
    }));
  });

/** Less than a real one, of which views use no more. */
const sightingOf = (text: string) => ({
  program: 'file_open',
  trigger: ['open', text],
  subject: { progId: 1, tgid: 2, comm: text },
  facts: { path: text },
  result: { ret: 0, errno: 0 },
  hits: 1,
  nullContexts: 0,
  returns: { start: 1, cause: '-EINVAL' },
  variables: { hits: 1 },
  observation: {
    progId: 1,
    records: [{ type: 1427, payload: text, body: text, fields: [], tail: '', problems: [] }],
    ...{ stale: [], foreign: [], unattributed: [], others: [] },
    liveness: { before: status, after: status, incidents: [], missing: [], problems: [] },
  },
});

const status = {
  ...{ enabled: 1, failure: 1, pid: 1, rateLimit: 0, backlogLimit: 64, lost: 0, backlog: 0 },
};

const anyEnd = fc.option(
  fc.record({
    message: anyText,
    details: fc.array(anyText, { maxLength: 2 }),
    phase: fc.constantFrom('tests', 'kernel build'),
    exitCode: fc.constantFrom(1, 69, 130),
    remedy: anyText,
  }),
  { nil: undefined, freq: 4 },
);

const anyRun: fc.Arbitrary<RunReport> = fc
  .tuple(anyTests, anyEnd, anyText, fc.constantFrom('default', 'kasan'), fc.boolean())
  .map(([tests, failure, text, variant, built]) => {
    const { kernel, ...unbuilt } = runReport({
      tests,
      variant,
      series: {
        name: text,
        cover: `[PATCH 0/1] ${text}`,
        patches: [{ file: text, subject: text, sha256: 'ab' }],
      },
      totals: totalsOf(tests),
      verdict: verdictWith(tests, failure),
      ...(failure && { failure }),
    });
    return built && kernel ? { ...unbuilt, kernel: { ...kernel, release: text } } : unbuilt;
  });

function verdictWith(tests: TestResult[], failure: { exitCode: number } | undefined) {
  const own = verdictOf(tests);
  if (own === 'failed' || !failure) return own;
  return failure.exitCode === 1 ? 'failed' : 'incomplete';
}

export const anyReport: fc.Arbitrary<Report> = fc
  .record({
    runs: fc.array(anyRun, { maxLength: 3 }),
    elsewhere: fc.array(
      fc.record({ suite: anyText, name: anyText, variants: fc.constant(['kasan']) }),
      { maxLength: 2 },
    ),
    unreached: fc.subarray(['lockdep', 'no-ipv6']),
  })
  .map(({ runs, ...rest }) => reportOn(runs, rest));
