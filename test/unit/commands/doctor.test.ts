import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import * as assert from 'uvu/assert';
import { doctorLines, execute } from '../../../src/commands/doctor.js';
import { UsageError } from '../../../src/errors.js';
import type { Finding } from '../../../src/host/finding.js';
import { coloursFor } from '../../../src/report/colour.js';
import { suite } from '../../../src/suite/index.js';
import { withEnvironment } from '../../helpers/environment.js';
import { errorOf } from '../../helpers/failing.js';
import { withFakePrograms } from '../../helpers/fake-programs.js';
import { inTempFolder } from '../../helpers/temp-folder.js';

const test = suite('doctor');

const findings: Finding[] = [
  { name: 'git', state: 'ok', detail: 'applies patches', version: '2.39.5', path: '/usr/bin/git' },
  { name: 'bwrap', state: 'missing', detail: 'confines', remedies: ['apt-get x', 'dnf x'] },
  { name: 'newuidmap', state: 'unneeded', detail: 'not needed here' },
  { name: 'accelerator', state: 'note', detail: 'TCG' },
];

test('each finding has a line, and what is missing the ways to get it', () => {
  assert.equal(doctorLines(findings, coloursFor(false)), [
    'ok       git          2.39.5  applies patches (/usr/bin/git)',
    'MISSING  bwrap                confines',
    '           apt-get x',
    '           dnf x',
    '-        newuidmap            not needed here',
    'note     accelerator          TCG',
    '',
    'Missing: bwrap. `lsm-audit doctor --install` gets what packages can bring.',
  ]);
});

test('a host that lacks nothing is told so', () => {
  const enough = findings.filter(({ state }) => state !== 'missing');
  assert.is(doctorLines(enough, coloursFor(false)).at(-1), 'Everything that a run needs is here.');
});

const plain = { install: false, json: false, tests: false, quiet: false, verbose: false };

/** Runs doctor with a cache of its own. @returns the exit code and both outputs */
const doctor = (args: Partial<typeof plain>, scripts: Record<string, string> = {}) =>
  inTempFolder((folder) => {
    const variables = {
      LSM_AUDIT_CACHE: join(folder, 'cache'),
      LSM_AUDIT_TOOLS: 'build-root',
      LSM_AUDIT_MIRROR: 'http://deb.example.org/debian',
    };
    return withFakePrograms(join(folder, 'bin'), scripts, () =>
      withEnvironment(variables, async () => {
        const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
        const { signal } = new AbortController();
        const context = { signal, invocation: ['doctor'], commands: [], stdin, stdout, stderr };
        const code = await execute({ ...plain, ...args }, context);
        return { code, out: await text(stdout.end()), err: await text(stderr.end()) };
      }),
    );
  });

interface Report {
  complete: boolean;
  findings: Finding[];
}

test('machines get the same findings, and the exit code says whether a run can be done', async () => {
  const able = await doctor({ json: true }, { bwrap: 'exit 0' });
  const unable = await doctor({ json: true }, { bwrap: 'echo "bwrap: no"; exit 1' });
  for (const { code, out } of [able, unable]) {
    const report = JSON.parse(out) as Report;
    assert.is(report.complete, code === 0);
    assert.is(
      report.complete,
      report.findings.every(({ state }) => state !== 'missing'),
    );
  }
  const state = ({ out }: typeof able) =>
    (JSON.parse(out) as Report).findings.find(({ name }) => name === 'namespaces')?.state;
  assert.is(state(able), 'ok');
  assert.is(state(unable), 'missing');
  assert.is(unable.code, 69);
});

test('a report for machines installs nothing', async () => {
  await errorOf(UsageError, () => doctor({ install: true, json: true }));
});

/** Every program that the project needs of a host that has a build root. */
const everything = Object.fromEntries(
  [
    ...['qemu-system-x86_64', 'bwrap', 'setpriv', 'git', 'apt-get', 'dpkg-deb', 'xz'],
    ...['unshare', 'mmdebstrap', 'newuidmap'],
  ].map((name) => [name, 'exit 1']),
);

test('where nothing is missing nothing is installed, and --quiet says nothing', async () => {
  assert.equal(await doctor({ install: true }, everything), {
    code: 0,
    out: 'no package is missing\n',
    err: '',
  });
  assert.equal(await doctor({ install: true, quiet: true }, everything), {
    code: 0,
    out: '',
    err: '',
  });
});
