import * as assert from 'uvu/assert';
import { InfrastructureError } from '../../../src/errors.js';
import { UnknownMachineType } from '../../../src/qemu/process.js';
import { machineTypes, onFirstKnown } from '../../../src/session/machine-type.js';
import { suite } from '../../../src/suite/index.js';
import { errorOf } from '../../helpers/failing.js';
import { recordingLog } from '../../helpers/recording-log.js';

const test = suite('choice of the machine type');
const unknown = () => new UnknownMachineType('QEMU does not offer this machine', { phase: 'boot' });

test('auto begins with the lightest machine, and a named one stands alone', () => {
  assert.equal(machineTypes('auto'), ['microvm', 'pc']);
  assert.equal(machineTypes('pc'), ['pc']);
});

test('a type that works is the only one tried', async () => {
  const tried: string[] = [];
  await onFirstKnown('auto', recordingLog(), async (type) => tried.push(type));
  assert.equal(tried, ['microvm']);
});

test('a QEMU without microvm gets pc, and the user is told', async () => {
  const log = recordingLog();
  const booted = await onFirstKnown('auto', log, async (type) => {
    if (type === 'microvm') throw unknown();
    return type;
  });
  assert.is(booted, 'pc');
  assert.equal(log.infos, ['this QEMU has no microvm: using pc']);
});

test('another failure of the first type is not hidden by the second', async () => {
  const crash = new InfrastructureError('QEMU was killed', { phase: 'boot' });
  const error = await errorOf(InfrastructureError, () =>
    onFirstKnown('auto', recordingLog(), () => Promise.reject(crash)),
  );
  assert.is(error, crash);
});

test('a named type that QEMU lacks is an error', async () => {
  const failing = () => onFirstKnown('microvm', recordingLog(), () => Promise.reject(unknown()));
  await errorOf(UnknownMachineType, failing);
});
