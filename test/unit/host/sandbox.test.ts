import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import * as assert from 'uvu/assert';
import { confined, endConfined, type ToolRoot } from '../../../src/host/sandbox.js';
import { suite } from '../../../src/suite/index.js';

const test = suite('build container');

const roots: ToolRoot[] = [{ kind: 'host' }, { kind: 'build-root', path: '/cache/root' }];
const binds = [
  { host: '/cache/tree/source', inside: '/source' },
  { host: '/cache/tree/build', inside: '/build', writable: true },
];

const argsOf = (root: ToolRoot) =>
  confined(root, ['make', '-C', '/source'], { binds, cwd: '/build', env: { KBUILD: '1' } }).args;

/** The arguments of every `option` that takes `count` of them. */
function valuesOf(args: readonly string[], option: string, count: number): string[] {
  return args.flatMap((word, i) =>
    word === option ? [args.slice(i + 1, i + 1 + count).join(' ')] : [],
  );
}

/** Every folder of the host that the container sees, as "host inside". */
const seen = (args: readonly string[]) =>
  ['--bind', '--bind-try', '--ro-bind', '--ro-bind-try', '--dev-bind'].flatMap((option) =>
    valuesOf(args, option, 2),
  );

for (const root of roots) {
  test(`${root.kind}: there is no network, and nothing outlives its parent`, () => {
    const args = argsOf(root);
    assert.ok(args.includes('--unshare-all'));
    assert.not(args.includes('--share-net'));
    assert.ok(args.includes('--die-with-parent'));
    assert.ok(args.includes('--new-session'));
  });

  test(`${root.kind}: neither the home directory nor the host's root is seen`, () => {
    const hosts = seen(argsOf(root)).map((pair) => pair.split(' ')[0] ?? '');
    const forbidden = ['/', '/home', '/root', '/etc', '/var', '/run', '/tmp', homedir()];
    assert.equal(
      hosts.filter((host) => forbidden.includes(host)),
      [],
    );
    assert.ok(argsOf(root).join(' ').includes('--tmpfs /tmp'));
  });

  test(`${root.kind}: only what is declared writable can be written`, () => {
    const args = argsOf(root);
    assert.equal(valuesOf(args, '--bind', 2), ['/cache/tree/build /build']);
    assert.equal(valuesOf(args, '--ro-bind', 2), ['/cache/tree/source /source']);
    assert.equal(valuesOf(args, '--dev-bind', 2), []);
  });

  test(`${root.kind}: the environment is fixed, and what the step adds`, () => {
    const args = argsOf(root);
    assert.ok(args.includes('--clearenv'));
    assert.equal(valuesOf(args, '--setenv', 2), [
      'PATH /usr/sbin:/usr/bin:/sbin:/bin',
      'HOME /nonexistent',
      'LC_ALL C.UTF-8',
      'TZ UTC',
      'KBUILD 1',
    ]);
  });

  test(`${root.kind}: the command stands behind the options, in its folder`, () => {
    const args = argsOf(root);
    assert.equal(args.slice(args.indexOf('--')), ['--', 'make', '-C', '/source']);
    assert.equal(valuesOf(args, '--chdir', 1), ['/build']);
  });
}

test('tools come from the build root where there is one', () => {
  const [host, own] = roots.map((root) => valuesOf(argsOf(root), '--ro-bind-try', 2));
  assert.equal(host?.[0], '/usr /usr');
  assert.equal(own?.[0], '/cache/root/usr /usr');
  assert.ok(own?.every((pair) => pair.startsWith('/cache/root/')));
});

test('the first child of a container is ended with it', async () => {
  // As long as bwrap itself waits for the container to end, so does this shell.
  const shell = spawn('sh', ['-c', 'tail -f /dev/null & echo $!; wait $!'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [line] = (await once(shell.stdout, 'data')) as [Buffer];
  const ended = once(shell, 'close');
  endConfined(shell.pid ?? 0);
  await ended;
  const stat = await readFile(`/proc/${Number(line)}/stat`, 'latin1').catch(() => 'gone');
  assert.match(stat, /^gone$|\) Z /);
});

test('a container that has ended is left alone', async () => {
  const child = spawn('true');
  await once(child, 'close');
  endConfined(child.pid ?? 0);
});
