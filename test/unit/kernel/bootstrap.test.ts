import * as assert from 'uvu/assert';
import { pasteable } from '../../../src/host/command.js';
import { bootstrapCommand } from '../../../src/kernel/bootstrap.js';
import { suite } from '../../../src/suite/index.js';

const test = suite('making of a Debian');

const request = {
  release: 'trixie',
  packages: ['make', 'gcc'],
  mirror: 'http://deb.example.org/debian',
  tarball: '/cache/x.tar',
  scratch: '/cache/x.scratch',
};

test('everything that it starts dies with us, and its mounts with it', () => {
  const line = pasteable(bootstrapCommand({ ...request, root: true }));
  assert.match(
    line,
    /^setpriv --pdeathsig KILL unshare --mount --pid --fork --kill-child --mount-proc /,
  );
});

test('its temporary files lie where we say', () => {
  const line = pasteable(bootstrapCommand({ ...request, root: true }));
  assert.match(line, / env TMPDIR=\/cache\/x\.scratch mmdebstrap --mode=root /);
  assert.match(line, / trixie \/cache\/x\.tar http:\/\/deb\.example\.org\/debian$/);
  assert.match(line, / --include=make,gcc /);
});

test('an ordinary user becomes root of a namespace', () => {
  const line = pasteable(bootstrapCommand({ ...request, root: false }));
  assert.match(line, / unshare --map-auto --map-root-user --mount /);
});
