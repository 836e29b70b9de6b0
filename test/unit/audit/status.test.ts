import * as assert from 'uvu/assert';
import {
  decodeStatus,
  encodeReset,
  encodeSettings,
  RESET_LOST,
} from '../../../src/audit/status.js';
import { suite } from '../../../src/suite/index.js';
import { words } from '../../helpers/audit-datagrams.js';

const test = suite('audit status');

const oldest = {
  enabled: 1,
  failure: 2,
  pid: 3,
  rateLimit: 4,
  backlogLimit: 5,
  lost: 6,
  backlog: 7,
};
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

test('the 32 bytes of an old kernel have no features', () => {
  assert.equal(decodeStatus(words(0, 1, 2, 3, 4, 5, 6, 7)), oldest);
});

test('40 bytes have features and the wait time', () => {
  const seen = decodeStatus(words(0, 1, 2, 3, 4, 5, 6, 7, 8, 9));
  assert.equal(seen, { ...oldest, features: 8, backlogWaitTime: 9 });
});

test('44 bytes and what a later kernel adds have the time waited', () => {
  const newest = { ...oldest, features: 8, backlogWaitTime: 9, backlogWaitTimeActual: 10 };
  const all = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
  assert.equal(decodeStatus(words(...all)), newest);
  assert.equal(decodeStatus(words(...all, 11)), newest);
});

test('a length between two structs is read as the shorter one', () => {
  assert.equal(decodeStatus(words(0, 1, 2, 3, 4, 5, 6, 7, 8)), oldest);
});

test('less than the oldest struct is no status', () => {
  assert.is(decodeStatus(words(0, 1, 2, 3, 4, 5, 6)), undefined);
  assert.is(decodeStatus(new Uint8Array()), undefined);
});

test('counts are unsigned', () => {
  assert.is(decodeStatus(words(0, 1, 2, 3, 4, 5, 0xffffffff, 7))?.lost, 0xffffffff);
});

test('settings are the whole struct with a bit for each one that is set', () => {
  const bytes = encodeSettings({ failure: 0, pid: 42, backlogWaitTime: 7 });
  assert.is(hex(bytes), hex(words(0x26, 0, 0, 42, 0, 0, 0, 0, 0, 7, 0)));
});

test('every setting has its own bit and place', () => {
  const bytes = encodeSettings({
    enabled: 1,
    failure: 2,
    pid: 3,
    rateLimit: 4,
    backlogLimit: 5,
    backlogWaitTime: 6,
  });
  assert.is(hex(bytes), hex(words(0x3f, 1, 2, 3, 4, 5, 0, 0, 0, 6, 0)));
});

test('a reset of lost is its bit alone', () => {
  assert.is(hex(encodeReset(RESET_LOST)), hex(words(0x40, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)));
});
