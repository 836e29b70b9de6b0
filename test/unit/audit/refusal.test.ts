import * as assert from 'uvu/assert';
import { errnoName, refusal, socketError } from '../../../src/audit/refusal.js';
import { ExitCode } from '../../../src/errors.js';
import { suite } from '../../../src/suite/index.js';

const test = suite('audit refusals');

test('error numbers have names', () => {
  assert.equal([1, 17, 105].map(errnoName), ['EPERM', 'EEXIST', 'ENOBUFS']);
});

test('a number that is no error stays a number', () => {
  assert.equal([0, -5].map(errnoName), ['errno 0', 'errno -5']);
});

test('another daemon in the guest is not the fault of the kernel under test', () => {
  const error = refusal('AUDIT_SET', 17);
  assert.is(error.exitCode, ExitCode.infrastructure);
  assert.match(error.message, 'another audit daemon');
  assert.match(error.remedy ?? '', 'Stop auditd');
});

test('a refusal that nothing explains is the fault of the kernel under test', () => {
  const error = refusal('AUDIT_SET', 22);
  assert.is(error.exitCode, ExitCode.failed);
  assert.match(error.message, 'EINVAL');
});

test('a kernel without audit is told from a socket that failed', () => {
  assert.is(socketError('socket', 93).exitCode, ExitCode.failed);
  assert.match(socketError('socket', 93).remedy ?? '', 'CONFIG_AUDIT=y');
  assert.is(socketError('recvmsg', 93).exitCode, ExitCode.infrastructure);
});
