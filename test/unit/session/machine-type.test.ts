import * as assert from 'uvu/assert';
import { chooseMachine, offers } from '../../../src/session/machine-type.js';
import { suite } from '../../../src/suite/index.js';
import { recordingLog } from '../../helpers/recording-log.js';

const test = suite('choice of the machine type');

/** The beginning of the list that QEMU 7.2 prints. */
const list = `Supported machines are:
microvm              microvm (i386)
pc                   Standard PC (i440FX + PIIX, 1996) (alias of pc-i440fx-7.2)
pc-i440fx-7.2        Standard PC (i440FX + PIIX, 1996) (default)
none                 empty machine
`;

test('a type is offered when a line of the list begins with it', () => {
  assert.ok(offers(list, 'microvm'));
  assert.ok(offers(list, 'pc'));
  const others = list.split('\n').filter((line) => !/^(?:microvm|pc) /.test(line));
  assert.not(offers(others.join('\n'), 'microvm'));
  assert.not(offers(others.join('\n'), 'pc'));
  assert.not(offers('', 'pc'));
});

test('a type that is named is taken, and QEMU is not asked', async () => {
  const log = recordingLog();
  assert.is(await chooseMachine('pc', { log }), 'pc');
  assert.equal(log.commands, []);
});
