import * as assert from 'uvu/assert';
import { mail } from '../../../src/report/mail.js';
import { type RunReport, reportOn } from '../../../src/report/model.js';
import { suite, totalsOf } from '../../../src/suite/index.js';
import { anyReport } from '../../helpers/any-report.js';
import { forAll } from '../../helpers/property.js';
import { runReport, testResult } from '../../helpers/run-report.js';

const test = suite('report as a mail');

const mailOf = (own: Partial<RunReport>) =>
  mail(reportOn([runReport(own)], { elsewhere: [], unreached: [] }));

const series = {
  name: 'v2',
  cover:
    '[PATCH bpf-next v2 0/2] audit: Let BPF LSM programs report what they have seen and denied',
  patches: [
    { file: '0001.patch', subject: '[PATCH bpf-next v2 1/2] audit: Add them', sha256: 'ab' },
    { file: '0002.patch', subject: '[PATCH bpf-next v2 2/2] audit: Enable them', sha256: 'cd' },
  ],
};

test('every line is ASCII and has less than 72 columns', () => {
  forAll(
    anyReport,
    (report) => {
      for (const line of mail(report).split('\n')) {
        assert.match(line, /^[\x20-\x7e]*$/);
        assert.ok(line.length < 72, line);
      }
    },
    { share: 0.2 },
  );
});

test('it answers the cover letter, and names patches, base, configuration, verdict and command', () => {
  const tests = [
    testResult({ name: 'reports the path' }),
    testResult({
      name: 'reports the inode',
      status: 'failed',
      failure: {
        message: 'value: name of record 1 of 1',
        details: [
          'expected  prog-id=9 pid=54 comm="trigger" cause="inode_readlink" name="link" ino=3 ',
          `${' '.repeat(69)}^^^^`,
          'seen      prog-id=9',
        ],
      },
    }),
  ];
  const invocation = ['ci', '--series', '/home/me/v2/', '--output', '/tmp/x', '--variant', 'kasan'];
  const text = mailOf({ series, tests, totals: totalsOf(tests), verdict: 'failed', invocation });
  assert.equal(text.split('\n'), [
    'Subject: Re: [PATCH bpf-next v2 0/2] audit: Let BPF LSM programs',
    ' report what they have seen and denied',
    '',
    'lsm-audit has tested this series: FAILED',
    '1 passed, 1 failed',
    '',
    'Patches of the series v2, applied and built in this order:',
    '  1. [PATCH bpf-next v2 1/2] audit: Add them',
    '  2. [PATCH bpf-next v2 2/2] audit: Enable them',
    '  verdict on all of them together: failed',
    '',
    '== default: failed ==',
    '',
    'base     linux-source-7.2 7.2.13-1',
    'kernel   7.2.13-lsm-audit',
    'config   default, of which the digest is',
    '  0123456789abcdef',
    'machine  microvm under tcg',
    'tool     lsm-audit 1.2.3',
    '',
    'failed:',
    '  file_open',
    '    - reports the inode',
    '      value: name of record 1 of 1',
    '      expected  prog-id=9 pid=54 comm="trigger" cause="inode_readlink"\\',
    '       name="link" ino=3 ',
    '           ^^^^',
    '      seen      prog-id=9',
    '',
    'passed:',
    '  file_open',
    '    - reports the path',
    '',
    'To reproduce:',
    '',
    'lsm-audit run --kernel debian:7.2 --series v2 --variant kasan',
    '',
  ]);
});

test('without a cover letter it answers the first patch', () => {
  const { cover: _, ...rest } = series;
  assert.match(
    mailOf({ series: rest }),
    /^Subject: Re: \[PATCH bpf-next v2 1\/2\] audit: Add them\n/,
  );
});

test('a series that no kernel could be made of is not said to be applied', () => {
  const failure = {
    message: '0001.patch does not apply: kernel/audit.c, the hunk at line 7',
    details: ['Subject: x'],
    phase: 'series',
    exitCode: 1,
    remedy: 'Rebase the series.',
  };
  const { kernel: _, machine: __, ...run } = runReport({ series, tests: [], verdict: 'failed' });
  const text = mail(reportOn([{ ...run, failure }], { elsewhere: [], unreached: [] }));
  assert.match(text, /of which no kernel could be/);
  const cause = '  0001.patch does not apply: kernel/audit.c, the hunk at line 7 (serie\\\n  s)\n';
  assert.ok(text.includes(cause), text);
  assert.match(text, /^ {2}remedy: Rebase the series\.$/m);
});
