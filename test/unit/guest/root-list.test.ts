import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { InfrastructureError } from '../../../src/errors.js';
import { parseRootList } from '../../../src/guest/root-list.js';
import { projectRoot } from '../../../src/host/paths.js';
import { suite } from '../../../src/suite/index.js';
import { errorOf } from '../../helpers/failing.js';

const test = suite('list of the guest root');

test('every kind of item is read', () => {
  const text = `
# the root
dir  /tmp          1777
file /init         0755 build:init   # the first program
file /etc/passwd   644  vm:etc/passwd
elf  /sbin/dropbear     root:/usr/sbin/dropbear
link /bin/sh            busybox
node /dev/kmsg     0600 c 1 11
`;
  assert.equal(parseRootList(text), [
    { kind: 'dir', path: '/tmp', mode: 0o1777 },
    { kind: 'file', path: '/init', mode: 0o755, source: { from: 'build', path: 'init' } },
    { kind: 'file', path: '/etc/passwd', mode: 0o644, source: { from: 'vm', path: 'etc/passwd' } },
    { kind: 'elf', path: '/sbin/dropbear', source: { from: 'root', path: '/usr/sbin/dropbear' } },
    { kind: 'link', path: '/bin/sh', target: 'busybox' },
    { kind: 'node', path: '/dev/kmsg', mode: 0o600, major: 1, minor: 11 },
  ]);
});

test('the list of the project can be read, and starts a guest', () => {
  const items = parseRootList(readFileSync(join(projectRoot, 'vm/root.list'), 'utf8'));
  assert.ok(items.some((item) => item.path === '/init' && item.kind === 'file'));
});

const mistakes = [
  'dir tmp 0755',
  'dir /tmp',
  'dir /tmp 0955',
  'dir /tmp 0755 more',
  'file /init 0755',
  'file /init build:init',
  'file /init 0755 host:init',
  'file /init 0755 build:',
  'elf /init',
  'elf /init 0755 root:/init',
  'link /bin/sh',
  'link /bin/sh two words',
  'node /dev/vda 0600 b 254 0',
  'node /dev/kmsg 0600 c 1',
  'node /dev/kmsg 0600 c one 11',
  'fifo /run/x 0600',
];
for (const line of mistakes) {
  test(`"${line}" is refused with its place`, async () => {
    const parse = () => parseRootList(`# list\ndir /tmp 0755\n${line} # why\n`);
    const { message, phase } = await errorOf(InfrastructureError, parse);
    assert.is(message, `vm/root.list:3: cannot read "${line} # why"`);
    assert.is(phase, 'guest root');
  });
}
