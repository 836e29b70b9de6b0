import { writeFile } from 'node:fs/promises';
import { release } from 'node:os';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { InfrastructureError } from '../../../src/errors.js';
import {
  acceleratorFinding,
  circumstancesOf,
  toolchainFinding,
} from '../../../src/session/diagnosis.js';
import { suite } from '../../../src/suite/index.js';
import { inTempFolder } from '../../helpers/temp-folder.js';

const test = suite('diagnosis of the host');

/** What is said of the accelerator where the device can be opened and this is remembered. */
const accelerator = (memory?: object) =>
  inTempFolder(async (folder) => {
    const [file, device] = [join(folder, 'memory'), join(folder, 'kvm')];
    await writeFile(device, '');
    if (memory) await writeFile(file, JSON.stringify(memory));
    return acceleratorFinding(file, device);
  });

test('a device file is no proof of KVM', async () => {
  assert.match((await accelerator()).detail, /^KVM is not yet tried: the next run boots a kernel/);
});

test('without the device there is only TCG', async () => {
  const { detail } = await acceleratorFinding('/nonexistent', '/nonexistent/kvm');
  assert.is(detail, 'TCG: there is no /nonexistent/kvm');
});

test('what a boot has shown is said', async () => {
  const host = `${release()} microvm`;
  assert.equal(await accelerator({ host, obstacle: null }), {
    name: 'accelerator',
    state: 'ok',
    detail: 'KVM: a kernel reached its init under it',
  });
  assert.is(
    (await accelerator({ host, obstacle: 'QEMU says "no"' })).detail,
    'TCG: KVM was tried and does not work here (QEMU says "no")',
  );
});

test('what was seen on another kernel of the host proves nothing', async () => {
  const { detail } = await accelerator({ host: `${release()}-other pc`, obstacle: null });
  assert.match(detail, /^KVM is not yet tried/);
});

test('an accelerator that does not work keeps no run from being done', async () => {
  const found = await accelerator({ host: `${release()} pc`, obstacle: 'x' });
  assert.is.not(found.state, 'missing');
});

test('the tools that build are named with the reason', () => {
  assert.is(
    toolchainFinding({ kind: 'build root', why: 'LSM_AUDIT_TOOLS asks for it' }).detail,
    'a build root: LSM_AUDIT_TOOLS asks for it',
  );
  assert.is(
    toolchainFinding({ kind: 'host', found: new Map(), why: 'they are new enough' }).detail,
    'the host’s own tools: they are new enough',
  );
});

test('tools that are insisted on and do not suffice are missing, and no build root takes their place', () => {
  const error = new InfrastructureError('they cannot build', {
    phase: 'build root',
    evidence: ['clang: missing'],
    remedy: 'Install it.',
  });
  assert.equal(toolchainFinding(error), {
    name: 'toolchain',
    state: 'missing',
    detail: 'they cannot build; clang: missing',
    remedies: ['Install it.'],
  });
  assert.not(circumstancesOf(error, { tests: false }).buildRoot);
});
