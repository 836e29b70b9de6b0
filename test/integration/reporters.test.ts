/** The views of real runs: whole at their end, partial after an interruption, and those of `ci`. */

import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import type { Report } from '../../src/report/model.js';
import { suite } from '../../src/suite/index.js';
import { BrokenMirror } from '../helpers/broken-mirror.js';
import { Cli, cli, orphans, runsOf, withCache, withEmptyCache } from '../helpers/cli.js';
import { reportProblems } from '../helpers/report-schema.js';
import { junitProblems, kunitParse } from '../helpers/report-tools.js';

const test = suite('reporters', { deadlineS: 1800 });
const tcg = ['--accel', 'tcg'];

const files = {
  ktap: 'results.ktap',
  junit: 'junit.xml',
  json: 'report.json',
  mail: 'reply.txt',
  github: 'log.txt',
  pretty: 'pretty.txt',
};

const reporters = (folder: string) =>
  Object.entries(files).flatMap(([name, file]) => ['--reporter', `${name}=${join(folder, file)}`]);

const read = async (folder: string, file: string) => readFile(join(folder, file), 'utf8');

const parsed = async (folder: string) => JSON.parse(await read(folder, files.json)) as Report;

test('a run is told in every format at once, and as people read it', async () => {
  await withCache(async (cache) => {
    const words = ['run', ...tcg, ...reporters(cache), 'cuts a command', 'shorter than it claims'];
    const { code, stdout, stderr } = await cli(words, { cache });
    assert.is(code, 0, stdout + stderr);
    assert.match(stdout, /^PASSED {2}1 passed, 0 failed, 1 expected-failure$/m);
    const kunit = await kunitParse(await read(cache, files.ktap));
    assert.equal([kunit.code, kunit.counts], [0, { passed: 2 }], kunit.output);
    assert.is(await junitProblems(await read(cache, files.junit)), '');
    assert.equal(reportProblems(await read(cache, files.json)), []);
    assert.match(await read(cache, files.mail), /^Subject: Re: \[PATCH 1\/2\] audit: /);
    assert.match(await read(cache, files.github), /^::group::default: passed, 1 passed/);
    assert.match(await read(cache, files.pretty), /^PASSED {2}1 passed/m);
    const names = (await readdir(cache)).filter((name) => name.endsWith('.new'));
    assert.equal(names, []);
  });
});

test('a reporter on standard output has it for itself', async () => {
  await withCache(async (cache) => {
    const words = ['run', ...tcg, '--reporter', 'ktap', 'cuts a command'];
    const { code, stdout, stderr } = await cli(words, { cache });
    assert.is(code, 0, stdout + stderr);
    const foreign = stdout.split('\n').filter((line) => !/^ *(?:KTAP|1\.\.|#|ok |$)/.test(line));
    assert.equal(foreign, []);
    assert.match(stdout, /^KTAP version 1\n1\.\.1\n/);
  });
});

test('a run that was interrupted tells what it knows, as partial, in every format', async () => {
  await withCache(async (cache) => {
    const words = ['run', ...tcg, ...reporters(cache), '--variant', 'default'];
    await using run = new Cli(words, { cache });
    await run.printed(/ ✓ /);
    run.child.kill('SIGINT');
    const { code } = await run.finished;
    assert.is(code, 130);
    const { verdict, runs } = await parsed(cache);
    assert.is(verdict, 'incomplete');
    assert.is(runs[0]?.failure?.exitCode, 130);
    const { passed = 0, 'not-run': left = 0 } = runs[0]?.totals ?? {};
    assert.ok(passed > 0 && left > 0);
    const kunit = await kunitParse(await read(cache, files.ktap));
    assert.is(kunit.code, 1);
    assert.is(kunit.counts['failed'], left);
    assert.match(await read(cache, files.ktap), /^# partial: stopped by SIGINT; \d+ tests were /m);
    assert.match(await read(cache, files.junit), /<property name="partial" value="stopped by SIG/);
    assert.is(await junitProblems(await read(cache, files.junit)), '');
    assert.match(await read(cache, files.mail), /^This report is partial: stopped by SIGINT;/m);
    assert.match(await read(cache, files.github), /^::error title=partial%3A stopped by SIGINT;/m);
    assert.match(await read(cache, files.pretty), /^INCOMPLETE /m);
  });
});

test('ci says each step in a line, writes its reports, and keeps no log of a success', async () => {
  await withCache(async (cache) => {
    const output = join(cache, 'new/results');
    const words = ['ci', ...tcg, '--output', output, 'file_open: bpf_audit_log_file'];
    const { code, stdout, stderr } = await cli(words, {
      cache,
      env: { GITHUB_ACTIONS: undefined },
    });
    assert.is(code, 0, stdout + stderr);
    for (const line of stdout.trimEnd().split('\n'))
      assert.match(line, /^(?:lsm-audit \[|PASSED {2}\d+ passed, 0 failed$)/);
    assert.match(stdout, /default: 7\.\d.* boots on \w+ under tcg$/m);
    const { ktap, junit, json, mail } = files;
    assert.equal((await readdir(output)).sort(), [junit, mail, json, ktap].sort());
    assert.is((await parsed(output)).verdict, 'passed');
    assert.is((await kunitParse(await read(output, ktap))).code, 0);
  });
});

test('ci stops at its time limit, without a verdict, and keeps the logs', async () => {
  await withCache(async (cache) => {
    const words = ['ci', ...tcg, '--output', join(cache, 'out'), '--time-limit', '0.02'];
    const { code, stdout, stderr } = await cli(words, { cache });
    assert.is(code, 69, stdout + stderr);
    assert.match(stderr, /^error: the time limit of 0\.02 minutes was over/m);
    assert.match(stderr, /remedy: Raise --time-limit/);
    const { verdict, runs } = await parsed(join(cache, 'out'));
    assert.is(verdict, 'incomplete');
    assert.ok((runs[0]?.totals['not-run'] ?? 0) > 0);
    const logs = await readdir(join(cache, 'out/runs', runs[0]?.id ?? ''));
    assert.ok(logs.includes('run.log'));
    assert.not.ok(logs.includes('client_key'));
  });
});

test('a time limit that ends a command in the middle is no interruption', async () => {
  await using mirror = await BrokenMirror.start(() => 'silence');
  await withEmptyCache(async (cache) => {
    const env = { LSM_AUDIT_MIRROR: mirror.address, LSM_AUDIT_TOOLS: 'build-root' };
    const words = ['ci', '--output', join(cache, 'out'), '--time-limit', '0.05'];
    const { code, stdout, stderr } = await cli(words, { cache, env });
    assert.is(code, 69, stdout + stderr);
    assert.match(stderr, /^error: the time limit of 0\.05 minutes was over/m);
    assert.equal(await orphans(cache), []);
  });
});

test('ci that finds no console when it looks again is not green, nor are its files', async () => {
  await withCache(async (cache) => {
    const output = join(cache, 'out');
    await using run = new Cli(['ci', ...tcg, '--output', output, 'verifier >'], { cache });
    await run.printed(/boots on/);
    // QEMU and the run have it open: to them it is there.
    await rm(join((await runsOf(cache)).at(-1) ?? '', 'console.log'));
    const { code, stdout } = await run.finished;
    assert.is(code, 69, stdout);
    assert.match(stdout, /^lsm-audit .* default: passed/m);
    assert.match(
      stdout,
      /^ {2}the report itself: the console of guest 1 on default cannot be read/m,
    );
    assert.match(stdout, /^INCOMPLETE /m);
    const report = await parsed(output);
    assert.equal([report.verdict, report.doubts?.length], ['incomplete', 1]);
    assert.equal(reportProblems(await read(output, files.json)), []);
    assert.is((await kunitParse(await read(output, files.ktap))).code, 1);
    assert.match(await read(output, files.junit), /<error type="incomplete" message="the console/);
    assert.ok((await readdir(join(output, 'runs', report.runs[0]?.id ?? ''))).includes('run.log'));
  });
});

/** A host without network, and an empty cache: nothing can be tested. */
async function withoutNetwork<T>(work: (cache: string, env: Record<string, string>) => Promise<T>) {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const LSM_AUDIT_MIRROR = `http://127.0.0.1:${(server.address() as AddressInfo).port}/debian`;
  await new Promise((resolve) => server.close(resolve));
  return withEmptyCache((cache) =>
    work(cache, { LSM_AUDIT_MIRROR, LSM_AUDIT_TOOLS: 'build-root' }),
  );
}

test('ci that can test nothing is not green, and leaves no green of an earlier time', async () => {
  await withoutNetwork(async (cache, env) => {
    const output = join(cache, 'out');
    await mkdir(output);
    for (const file of Object.values(files)) await writeFile(join(output, file), 'all is well');
    const words = ['ci', '--output', output, '--variant', 'default', '--variant', 'kasan'];
    const summary = join(cache, 'summary.md');
    const github = { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: summary };
    const { code, stdout, stderr } = await cli(words, { cache, env: { ...env, ...github } });
    assert.is(code, 69, stdout + stderr);
    assert.match(stdout, /^INCOMPLETE {2}0 passed, 0 failed, \d+ not-run$/m);
    assert.match(stdout, /^::error title=default%3A ended early::the Debian mirror cannot be /m);
    const [, token] = /^::stop-commands::(.+)$/m.exec(stdout) ?? [];
    assert.ok(token && stdout.indexOf(`::${token}::`) < stdout.indexOf('::error'));
    assert.match(await readFile(summary, 'utf8'), /^<h2>lsm-audit: incomplete<\/h2>/);
    const { verdict, runs } = await parsed(output);
    assert.equal(
      [verdict, ...runs.map(({ variant, verdict }) => `${variant} ${verdict}`)],
      ['incomplete', 'default incomplete', 'kasan incomplete'],
    );
    assert.is((await kunitParse(await read(output, files.ktap))).code, 1);
    assert.is(await junitProblems(await read(output, files.junit)), '');
    assert.match(await read(output, files.mail), /of which no kernel could be\s+made/);
    for (const { id } of runs)
      assert.ok((await readdir(join(output, 'runs', id))).includes('run.log'));
  });
});

test('ci that was interrupted has written what it knows, of the variants without a turn, too', async () => {
  await withCache(async (cache) => {
    const output = join(cache, 'out');
    const words = ['ci', ...tcg, '--output', output, '--variant', 'default', '--variant', 'kasan'];
    await using run = new Cli(words, { cache });
    await run.printed(/boots on/);
    // Whatever ends the run from here on, its files say no more than is known.
    assert.equal((await parsed(output)).unreached, ['default', 'kasan']);
    assert.match(await read(output, files.junit), /errors="2"/);
    run.child.kill('SIGTERM');
    const { code, stdout } = await run.finished;
    assert.is(code, 130);
    assert.match(stdout, /^ {2}kasan: it had no turn$/m);
    const report = await parsed(output);
    assert.equal(report.unreached, ['kasan']);
    assert.is(report.verdict, 'incomplete');
    assert.match(await read(output, files.ktap), /^not ok 2 kasan # ERROR it had no turn$/m);
  });
});

test('ci names the cache that it needs, and does nothing else', async () => {
  await withEmptyCache(async (cache) => {
    const words = ['ci', '--print-cache-key', '--kernel', 'debian:7.2', '--variant', 'all'];
    const { code, stdout } = await cli(words, { cache });
    assert.is(code, 0);
    assert.match(stdout, /^lsm-audit-7\.2-[0-9a-f]{16}\n$/);
    assert.equal(await readdir(cache), []);
  });
});

const wrong: [words: string[], complaint: RegExp][] = [
  [['--time-limit', '0'], /--time-limit/],
  [['--output', '/proc/x'], /--output \/proc\/x cannot be made/],
  [['--json', 'x'], /Unknown argument: json/],
  [['no such test at all'], /no test matches/],
];
for (const [words, complaint] of wrong) {
  test(`ci refuses "${words.join(' ')}" as a usage error`, async () => {
    await withEmptyCache(async (cache) => {
      const { code, stderr } = await cli(['ci', ...words], { cache });
      assert.is(code, 2, stderr);
      assert.match(stderr, complaint);
    });
  });
}
