import * as assert from 'uvu/assert';
import { UsageError } from '../../../src/errors.js';
import { parameter, parseMessage, readable } from '../../../src/mail/header.js';
import { suite } from '../../../src/suite/index.js';
import { errorOf } from '../../helpers/failing.js';

const test = suite('mail header');

test('headers are unfolded and found by name, the first of each', () => {
  const { headers, body } = parseMessage(
    'Subject: [PATCH] one\n two\n\tthree\nDATE: y\nSubject: other\n folded\n\nbody\n\nmore\n',
  );
  assert.is(headers.get('subject'), '[PATCH] one two three');
  assert.is(headers.get('date'), 'y');
  assert.is(body, 'body\n\nmore\n');
});

test('carriage returns and old quoting do not matter', () => {
  const { headers, body } = parseMessage('>From x 2001\r\nSubject: one\r\n two\r\n\r\nbody\r\n');
  assert.is(headers.get('subject'), 'one two');
  assert.is(body, 'body\r\n');
});

test('what begins with no header is all body', () => {
  const diff = 'diff --git a/x b/x\n--- a/x\n';
  assert.is(parseMessage(diff).body, diff);
  assert.is(parseMessage(`Description: quilt\n${diff}`).body, diff);
  assert.equal(parseMessage('').headers.size, 0);
});

test('headers without end are refused', async () => {
  const { message } = await errorOf(UsageError, () => parseMessage('X: y\n'.repeat(60_000)));
  assert.match(message, /more than 262144 bytes of headers/);
});

const subjects: [encoded: string, text: string][] = [
  ['=?utf-8?q?Gr=C3=BC=C3=9Fe_an_alle?=', 'Grüße an alle'],
  ['=?UTF-8?B?R3LDvMOfZQ==?= for all', 'Grüße for all'],
  ['=?iso-8859-1?Q?Gr=FC=DFe?=', 'Grüße'],
  // A character that is cut between two words.
  ['=?utf-8?q?=5BPATCH_1/2=5D_Gr=C3?= =?utf-8?q?=BC=C3=9Fe?=', '[PATCH 1/2] Grüße'],
  ['=?x-unknown?q?abc?=', 'abc'],
  [Buffer.from('Grüße').toString('latin1'), 'Grüße'],
  ['=?broken', '=?broken'],
];
for (const [encoded, text] of subjects) {
  test(`the subject is "${text}": ${encoded}`, () => assert.is(readable(encoded), text));
}

test('what controls a terminal or ends a line is replaced, also when it was encoded', () => {
  assert.is(
    readable('=?utf-8?q?a=1B=5B2J=0Ab=E2=80=AEc=C2=9B?= \x1b]0;x\x07'),
    'a·[2J·b·c· ·]0;x·',
  );
});

test('a subject without end is cut', () => {
  assert.is(readable('x'.repeat(100_000)).length, 301);
});

test('parameters are found in quotes and without', () => {
  const type = 'text/plain; charset="utf-8"; format=Flowed;\tdelsp=yes';
  assert.is(parameter(type, 'charset'), 'utf-8');
  assert.is(parameter(type, 'format'), 'Flowed');
  assert.is(parameter(type, 'boundary'), undefined);
});
