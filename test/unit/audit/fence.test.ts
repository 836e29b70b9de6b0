import * as assert from 'uvu/assert';
import { isFence, makeFence } from '../../../src/audit/fence.js';
import { suite } from '../../../src/suite/index.js';

const test = suite('audit fence');

const fence = makeFence('enabled', 'n1');
const payload = `audit(1.234:5): pid=42 uid=0 auid=4294967295 ses=4294967295 msg='${fence.text}'`;

test('two fences have different texts', () => {
  assert.is.not(makeFence('enabled').text, makeFence('enabled').text);
});

test('while audit is disabled a fence is a USER_AVC message, the only one that is logged then', () => {
  assert.equal([makeFence('enabled').type, makeFence('disabled').type], [1005, 1107]);
});

test('a fence is known by type, sender and text', () => {
  assert.ok(isFence({ type: 1005, payload }, fence, 42));
});

test('a security label may stand before the text', () => {
  const labelled = payload.replace(' msg=', ' subj=unconfined msg=');
  assert.ok(isFence({ type: 1005, payload: labelled }, fence, 42));
});

const forgeries = {
  'another type': { type: 1112, payload },
  'another sender': { type: 1005, payload: payload.replace('pid=42', 'pid=43') },
  'a sender whose number begins alike': {
    type: 1005,
    payload: payload.replace('pid=42', 'pid=421'),
  },
  'another nonce': { type: 1005, payload: payload.replace('n1', 'n2') },
  'more text': { type: 1005, payload: payload.replace("n1'", "n1 '") },
  'the text quoted in a longer one': { type: 1005, payload: payload.replace("msg='", "msg='x ") },
  'the text without its record': { type: 1005, payload: fence.text },
};

for (const [what, forgery] of Object.entries(forgeries)) {
  test(`${what} is no fence`, () => {
    assert.not.ok(isFence(forgery, fence, 42));
  });
}
