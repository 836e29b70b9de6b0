import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { InfrastructureError, InterruptedError } from '../../../src/errors.js';
import {
  diskRemedy,
  type ExecOptions,
  exec,
  execOk,
  isDiskFull,
  lastLines,
} from '../../../src/host/exec.js';
import { silentLog } from '../../../src/host/log.js';
import { suite } from '../../../src/suite/index.js';
import { errorOf } from '../../helpers/failing.js';
import { recordingLog } from '../../helpers/recording-log.js';
import { inTempFolder } from '../../helpers/temp-folder.js';

const test = suite('commands on the host');

const options: ExecOptions = { phase: 'host', log: silentLog };
const sh = (script: string) => ({ file: 'sh', args: ['-c', script] });

test('both outputs come back, apart and together, with the exit code', async () => {
  const result = await exec(sh('echo out; echo err >&2; exit 3'), options);
  assert.equal([result.code, result.stdout, result.stderr], [3, 'out\n', 'err\n']);
  assert.equal(result.all.split('\n').sort(), ['', 'err', 'out']);
});

test('the command is logged before it runs', async () => {
  const log = recordingLog();
  await exec(sh('echo "a b"'), { ...options, log });
  assert.equal(log.commands, [`sh -c 'echo "a b"'`]);
});

test('standard input is what is given, and empty otherwise', async () => {
  const given = await exec({ file: 'cat', args: [] }, { ...options, input: 'some\nbytes' });
  assert.is(given.stdout, 'some\nbytes');
  assert.is((await exec({ file: 'cat', args: [] }, options)).stdout, '');
});

test('an environment replaces ours', async () => {
  const command = { ...sh('echo "$ODD-$HOME"'), env: { PATH: '/usr/bin:/bin', ODD: 'x y' } };
  assert.is((await exec(command, options)).stdout, 'x y-\n');
});

test('every line has been handed over when the result comes', async () => {
  const lines: string[] = [];
  await exec(sh('seq 1 5000; printf "no newline"'), {
    ...options,
    onLine: (line) => void lines.push(line),
  });
  assert.is(lines.length, 5001);
  assert.equal(lines.slice(-2), ['5000', 'no newline']);
});

test('an error of the listener is the error of the call', async () => {
  const onLine = () => {
    throw new RangeError('boom');
  };
  const { message } = await errorOf(RangeError, () => exec(sh('echo a'), { ...options, onLine }));
  assert.is(message, 'boom');
});

test('the transcript holds every byte when the result comes, and is appended to', () =>
  inTempFolder(async (folder) => {
    const transcript = join(folder, 'build.log');
    await exec(sh('seq 1 3'), { ...options, transcript });
    await exec(sh('seq 1 20000'), { ...options, transcript });
    const text = await readFile(transcript, 'utf8');
    assert.ok(text.startsWith('1\n2\n3\n1\n2\n'));
    assert.ok(text.endsWith('\n20000\n'));
  }));

test('a transcript that cannot be written is a problem of the host', async () => {
  const command = () => exec(sh('echo a'), { ...options, transcript: '/nonexistent/build.log' });
  const { message } = await errorOf(InfrastructureError, command);
  assert.is(message, '/nonexistent/build.log cannot be written');
});

test('a transcript on a full disk says so', async () => {
  const command = () => exec(sh('echo a'), { ...options, transcript: '/dev/full' });
  const { message, remedy } = await errorOf(InfrastructureError, command);
  assert.is(message, 'the disk is full: /dev/full could not be written');
  assert.is(remedy, diskRemedy);
});

test('a program that is not installed comes with the way to install it', async () => {
  const missing = { file: 'mmdebstrap', args: [], env: { PATH: '/nonexistent' } };
  const { message, remedy, phase } = await errorOf(InfrastructureError, () =>
    exec(missing, { ...options, phase: 'build root' }),
  );
  assert.is(message, 'mmdebstrap is not installed');
  assert.match(remedy ?? '', 'apt-get install --no-install-recommends mmdebstrap');
  assert.is(phase, 'build root');
});

test('a folder that is missing is not taken for a missing program', async () => {
  const command = { ...sh('true'), cwd: '/nonexistent/folder' };
  const { message } = await errorOf(InfrastructureError, () => exec(command, options));
  assert.is(message, 'sh cannot be started: there is no /nonexistent/folder');
});

test('a file that may not be executed is named', async () => {
  const command = { file: '/etc/passwd', args: [] };
  const { message } = await errorOf(InfrastructureError, () => exec(command, options));
  assert.match(message, /^\/etc\/passwd cannot be started: .*EACCES/);
});

test('a command that a signal ends did not end by itself', async () => {
  const { message } = await errorOf(InfrastructureError, () => exec(sh('kill -9 $$'), options));
  assert.match(message, /^sh did not end by itself: Command was killed with SIGKILL/);
});

/** Whether the process `pid` exists; a zombie that its parent has not waited for does, too. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

test('an abort kills the command, and says who asked for it', async () => {
  const stop = new AbortController();
  const reason = new InterruptedError('kernel build', 'SIGINT');
  let pid = 0;
  const onLine = (line: string) => {
    pid = Number(line);
    stop.abort(reason);
  };
  const error = await errorOf(InterruptedError, () =>
    exec(sh('echo $$; exec sleep 60'), { ...options, signal: stop.signal, onLine }),
  );
  assert.is(error, reason);
  assert.not(isAlive(pid));
});

test('an abort does not wait for what the command has left behind', async () => {
  const stop = new AbortController();
  let orphan = 0;
  const onLine = (line: string) => {
    orphan = Number(line);
    stop.abort(new Error('enough'));
  };
  try {
    await errorOf(InterruptedError, () =>
      exec(sh('sleep 60 & echo $!; wait'), { ...options, signal: stop.signal, onLine }),
    );
    assert.ok(isAlive(orphan));
  } finally {
    process.kill(orphan, 'SIGKILL');
  }
});

test('nothing is started when the caller has stopped already', async () => {
  const log = recordingLog();
  const signal = AbortSignal.abort(new Error('enough'));
  await errorOf(InterruptedError, () => exec(sh('true'), { ...options, log, signal }));
  assert.equal(log.commands, []);
});

test('a command that must succeed fails with the end of its output', async () => {
  const command = () =>
    execOk(sh('seq 1 20; exit 4'), { ...options, phase: 'kernel build', transcript: '/dev/null' });
  const error = await errorOf(InfrastructureError, command);
  assert.is(error.message, 'sh ended with exit code 4');
  assert.equal(error.evidence, [
    '9',
    '10',
    '11',
    '12',
    '13',
    '14',
    '15',
    '16',
    '17',
    '18',
    '19',
    '20',
  ]);
  assert.is(error.log, '/dev/null');
  assert.is((await execOk(sh('echo fine'), options)).stdout, 'fine\n');
});

test('a command that ran out of disk says so', async () => {
  const failing = sh('echo "cc1: fatal error: x.o: No space left on device" >&2; exit 1');
  const { message, remedy } = await errorOf(InfrastructureError, () => execOk(failing, options));
  assert.is(message, 'the disk is full: sh could not write');
  assert.is(remedy, diskRemedy);
});

test('a full disk is known by the words for it', () => {
  assert.ok(isDiskFull('write: No space left on device\n'));
  assert.ok(isDiskFull('ENOSPC: no space left on device, write'));
  assert.ok(isDiskFull('tar: x: Disk quota exceeded'));
  assert.not(isDiskFull('error: no such file'));
});

/** Runs `script` in place of bubblewrap. */
const inFakeBubblewrap = (script: string) =>
  inTempFolder(async (folder) => {
    await writeFile(join(folder, 'bwrap'), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    const env = { PATH: `${folder}:/usr/bin:/bin` };
    return exec({ file: 'bwrap', args: [], env }, options);
  });

test('a container that cannot be made is a problem of the host', async () => {
  const script = 'echo "bwrap: No permissions to create new namespace" >&2; exit 1';
  const error = await errorOf(InfrastructureError, () => inFakeBubblewrap(script));
  assert.is(error.message, 'the build container cannot be set up');
  assert.equal(error.evidence, ['bwrap: No permissions to create new namespace']);
});

test('what a command in the container says of it is not believed', async () => {
  const { code } = await inFakeBubblewrap('echo "  CC x.o"; echo "bwrap: no" >&2; exit 2');
  assert.is(code, 2);
});

test('the last lines leave out the empty end', () => {
  assert.equal(lastLines('a\nb\nc\n\n', 2), ['b', 'c']);
  assert.equal(lastLines('a', 5), ['a']);
});
