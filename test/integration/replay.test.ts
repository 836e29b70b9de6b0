/** Runs in which something goes wrong, held against what their assertions say on the recording. */

import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as assert from 'uvu/assert';
import { silentLog } from '../../src/host/log.js';
import { cachePaths } from '../../src/host/paths.js';
import type { RunReport } from '../../src/report/model.js';
import { assertAgain } from '../../src/session/assertions.js';
import type { Lab } from '../../src/session/lab.js';
import { run } from '../../src/session/run.js';
import { type Declare, type DeclaredSuite, suite, takeSuites } from '../../src/suite/index.js';
import { parseTranscript, type Transcript } from '../../src/transcript/index.js';
import { withCache } from '../helpers/cli.js';

const test = suite('replay of what goes wrong', { deadlineS: 1800 });

function declared(declare: (inner: Declare<Lab>) => void): DeclaredSuite<Lab>[] {
  declare(suite<Lab>('inner'));
  return takeSuites<Lab>();
}

/** Runs `suites` in a machine; the report, and the transcripts of its guests. */
async function recorded(suites: DeclaredSuite<Lab>[], signal: AbortSignal) {
  return withCache(async (cache) => {
    const { report } = await run({
      target: {},
      cache: cachePaths(cache),
      suites,
      invocation: ['run'],
      accelerator: 'tcg',
      machine: 'auto',
      kernelArgs: [],
      log: silentLog,
      signal,
    });
    const transcripts = report.guests.map(async ({ console }) => {
      const path = join(report.runDirectory, dirname(console), 'transcript.jsonl');
      return parseTranscript(await readFile(path, 'utf8'), path);
    });
    return { report, transcripts: await Promise.all(transcripts) };
  });
}

const verdicts = (tests: RunReport['tests']) =>
  tests.map(({ name, status, failure }) => [name, status, failure?.message]);

function asserted(suites: DeclaredSuite<Lab>[], transcripts: Transcript[], signal: AbortSignal) {
  const programs = ['file_open', 'task_getpgid'];
  return assertAgain({ suites, transcripts, programs, audit: () => true, signal });
}

const warning = `echo '------------[ cut here ]------------' >/dev/kmsg
echo 'WARNING: CPU: 0 PID: 1 at mm/slub.c:1 fault+0x1/0x2' >/dev/kmsg
echo '---[ end trace 0000000000000000 ]---' >/dev/kmsg`;

test('tests that fail, hang, warn, or kill their guest come to the same verdicts', async (t) => {
  const suites = declared((inner) => {
    inner('passes', async ({ env, signal }) => {
      const { result } = await env.watch('task_getpgid', ['getpgid'], { signal });
      assert.is(result.errno, 0);
    });
    inner('fails', async ({ env, signal }) => {
      await env.configure({ backlogLimit: 4000 }, signal);
      const { hits } = await env.watch('task_getpgid', ['getpgid'], { signal });
      assert.is(hits, 2);
    });
    inner('hangs', { deadlineS: 1 }, async ({ env }) => {
      await env.shell('sleep 100000');
    });
    inner('warns', async ({ env }) => {
      await env.shell(warning);
    });
    inner('is expected to fail', { expectedFailure: 'it cannot' }, async ({ env }) => {
      assert.is(await env.shell('echo no'), 'yes');
    });
    inner('kills', async ({ env, signal }) => {
      await env.watch('file_open', ['reset'], { signal });
    });
    inner('kills, and is expected to fail', { expectedFailure: 'not so' }, async (t) => {
      await t.env.watch('file_open', ['reset'], t).catch(() => {});
      assert.unreachable();
    });
    inner('has a fresh guest', async ({ env, signal }) => {
      const { result } = await env.watch('file_open', ['open'], { signal });
      assert.ok(result.ret >= 0);
    });
  });
  const { report, transcripts } = await recorded(suites, t.signal);
  assert.equal(
    report.tests.map(({ status }) => status),
    ['passed', 'failed', 'failed', 'failed', 'expected-failure', 'failed', 'failed', 'passed'],
  );
  assert.is(transcripts.length, 3);
  const results = await asserted(suites, transcripts, t.signal);
  assert.equal(verdicts(results), verdicts(report.tests));
});

/** A test that was recorded, and what it has become. */
const changes: [what: string, then: string[], now: string[], expected: string[]][] = [
  ['is gone', ['getpgid', 'getpgid'], ['getpgid'], ['passed', 'passed', 'passed']],
  ['acts once more', ['getpgid'], ['getpgid', 'getpgid'], ['passed', 'not-run', 'passed']],
  ['acts otherwise', ['getpgid'], ['getpgid_threads'], ['passed', 'not-run', 'passed']],
];

test('a test that was changed since cannot be replayed, and those around it can', async (t) => {
  const sighting = (triggers: readonly string[]): DeclaredSuite<Lab>[] =>
    declared((inner) => {
      const sight = async (env: Lab, signal: AbortSignal, trigger: string) => {
        const { hits, observation } = await env.watch('task_getpgid', [trigger], { signal });
        assert.ok(hits > 0);
        assert.equal(observation.liveness.problems, []);
      };
      inner('before', ({ env, signal }) => sight(env, signal, 'getpgid'));
      inner('changed', async ({ env, signal }) => {
        await env.configure({ backlogLimit: 4000 }, signal);
        for (const trigger of triggers) await sight(env, signal, trigger);
      });
      inner('after', ({ env, signal }) => sight(env, signal, 'getpgid'));
    });
  for (const [what, then, now, expected] of changes) {
    const { report, transcripts } = await recorded(sighting(then), t.signal);
    assert.is(report.verdict, 'passed');
    const results = await asserted(sighting(now), transcripts, t.signal);
    assert.equal(
      results.map(({ status }) => status),
      expected,
      `${what}: ${results.map(({ reason }) => reason)}`,
    );
  }
});

test('a test that is gone takes no time from the one behind it', async (t) => {
  const suites = declared((inner) => {
    inner('gone', async ({ env }) => {
      assert.ok(await env.answers());
    });
    inner('after', async ({ env, signal }) => {
      const { result } = await env.watch('task_getpgid', ['getpgid'], { signal });
      assert.is(result.errno, 0);
    });
  });
  const { transcripts } = await recorded(suites, t.signal);
  // As if the first test had taken very long.
  const late = transcripts.map((transcript) => {
    const end = transcript.entries.findIndex(({ type }) => type === 'finish');
    const entries = transcript.entries.map((entry, i) =>
      i > end ? { ...entry, ms: entry.ms + 1e9 } : entry,
    );
    return { ...transcript, entries };
  });
  const left = suites.map((inner) => ({ ...inner, tests: inner.tests.slice(1) }));
  const results = await asserted(left, late, t.signal);
  assert.equal(
    results.map(({ name, status, reason }) => [name, status, reason]),
    [['after', 'passed', undefined]],
  );
});

test('an assertion that fails now leaves the rest of its test out, and no other test', async (t) => {
  let wanted = 1;
  const suites = declared((inner) => {
    inner('strict', async ({ env, signal }) => {
      await env.configure({ backlogLimit: 4000 }, signal);
      const { hits } = await env.watch('task_getpgid', ['getpgid'], { signal });
      assert.is(hits, wanted);
      await env.watch('task_getpgid', ['getpgid'], { signal });
    });
    inner('after', async ({ env, signal }) => {
      const { observation } = await env.watch('task_getpgid', ['getpgid'], { signal });
      assert.is(observation.records.length, 1);
    });
  });
  const { report, transcripts } = await recorded(suites, t.signal);
  assert.is(report.verdict, 'passed');
  wanted = 2;
  const strict = await asserted(suites, transcripts, t.signal);
  assert.equal(
    strict.map(({ status }) => status),
    ['failed', 'passed'],
  );
  // And a test that failed passes when it is mended.
  const failing = await recorded(suites, t.signal);
  assert.equal(
    failing.report.tests.map(({ status }) => status),
    ['failed', 'passed'],
  );
  wanted = 1;
  const [mended, after] = await asserted(suites, failing.transcripts, t.signal);
  assert.is(mended?.status, 'not-run', 'what it did not do then cannot be replayed');
  assert.is(after?.status, 'passed');
});
