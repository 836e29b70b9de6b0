/** Runs again and again on real guests, and what is remembered of them. */

import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import type { HistoryEntry } from '../../src/report/history.js';
import type { Report } from '../../src/report/model.js';
import { suite } from '../../src/suite/index.js';
import { Cli, cli, runsOf, withCache } from '../helpers/cli.js';

const test = suite('history of real runs', { deadlineS: 1800 });

const onTcg = ['run', '--accel', 'tcg'];
/** It fails the tests of IPv6, and no others. */
const withoutIpv6 = ['--append', 'ipv6.disable=1'];

async function remembered(cache: string): Promise<HistoryEntry[]> {
  const { code, stdout, stderr } = await cli(['runs', '--json'], { cache });
  assert.is(code, 0, stderr);
  assert.is(stderr, '');
  return JSON.parse(stdout) as HistoryEntry[];
}

test('repetitions are one group, of which the history keeps each and the disk the first', () =>
  withCache(async (cache) => {
    const json = join(cache, 'result.json');
    const words = [...onTcg, '--repeat', '3', '--json', json, 'cuts a command'];
    const { code, stdout, stderr } = await cli(words, { cache });
    assert.is(code, 0, stdout + stderr);
    assert.match(stdout, /^ {2}default {10}PASSED {5}3 of 3 repetitions passed$/m);
    assert.match(stdout, /^1 test never failed: .* above 56\.1 %\.$/m);
    assert.is(stdout.split('cuts a command').length, 1 + 1, 'the tree is printed once');
    assert.is(stderr.split('repetitions: ').length, 1 + 4);
    const { verdict, runs } = JSON.parse(await readFile(json, 'utf8')) as Report;
    assert.is(verdict, 'passed');
    assert.equal(
      runs.map(({ repetition, group }) => [repetition, group]),
      [1, 2, 3].map((repetition) => [repetition, runs[0]?.id]),
    );
    assert.equal(await runsOf(cache), [runs[0]?.runDirectory]);
    const entries = await remembered(cache);
    assert.equal(
      entries.map(({ id, repetition, verdict }) => [id, repetition, verdict]),
      runs.map(({ id, repetition }) => [id, repetition, 'passed']).reverse(),
    );
  }));

test('a run is repeated until it fails; its verdict, history and claims outlive its directory', () =>
  withCache(async (cache) => {
    const words = [...onTcg, '--until-failure', ...withoutIpv6, 'cuts a command', 'IPv6 bind'];
    const { code, stdout, stderr } = await cli(words, { cache });
    assert.is(code, 1, stdout + stderr);
    assert.match(stdout, /^ {2}default {10}FAILED {5}0 of 1 repetitions passed$/m);
    assert.match(stdout, /✗ socket_bind: .* > .*IPv6 bind.* 1 of 1 failed: 100\.0 % /);
    await cli([...onTcg, 'cuts a command', 'IPv6 bind'], { cache });
    await rm(join(cache, 'runs'), { recursive: true });

    const list = await cli(['runs', '--test', 'IPv6 bind', '--verdict', 'failed'], { cache });
    assert.match(list.stdout, /\n\S+ \(repetition 1\) +failed +1 of 2 failed +default .* gone\n/);
    assert.match(list.stdout, /\n {4}failed {2}socket_bind: .*IPv6 bind/);
    assert.is(list.stdout.trimEnd().split('\n').length, 3);

    const { stdout: story } = await cli(['report', '--history', 'IPv6 bind'], { cache });
    assert.match(
      story,
      /^ {2}last passed {2}.* on 7\S+ \(default\), lsm_audit_kfuncs [0-9a-f]{8}/m,
    );
    assert.match(story, /^ {2}streak .* 1 passed, .* then another kernel command line$/m);
    assert.match(story, /^ {2}rate .* 1 of 2 failed: 50\.0 % \(95 %: 9\.5 to 90\.5 %\)$/m);

    const { stdout: claims } = await cli(['claims', '--json'], { cache });
    const { about } = JSON.parse(claims) as { about?: { series: string } };
    assert.is(about?.series, 'lsm_audit_kfuncs');
  }));

test('a kernel on which no test can be executed is not tried again', () =>
  withCache(async (cache) => {
    const words = [...onTcg, '--repeat', '3', '--append', 'lsm=capability', 'cuts a command'];
    const { code, stdout } = await cli(words, { cache });
    assert.is(code, 1);
    assert.match(stdout, /0 of 1 repetitions passed/);
    assert.match(stdout, /^FAILED {2}0 passed, 0 failed, 1 not-run/m);
    const entries = await remembered(cache);
    assert.is(entries.length, 1);
    assert.match(entries[0]?.failure ?? '', /active LSMs \(capability\) do not include bpf/);
  }));

test('Ctrl-C ends repetitions with what is known, marked as partial', () =>
  withCache(async (cache) => {
    await using run = new Cli([...onTcg, '--until-failure', 'file_', 'capab'], { cache });
    // The first repetition is over, and the second one has begun.
    await run.printed(/repetitions: 1,/);
    run.child.kill('SIGINT');
    const { code, stdout, stderr } = await run.finished;
    assert.is(code, 130, stderr);
    assert.match(stdout, /^INCOMPLETE \(stopped after \d+ of \d+ tests\) {2}/m);
    assert.match(stdout, /^ {2}default .* INCOMPLETE 1 of 2 repetitions passed$/m);
    const [last, first, ...more] = await remembered(cache);
    assert.equal([last?.verdict, first?.verdict, more], ['incomplete', 'passed', []]);
    assert.is(last?.failure, 'stopped by SIGINT');
    assert.equal((await readdir(join(cache, 'runs'))).length, 2);
  }));
