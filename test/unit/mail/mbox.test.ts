import * as assert from 'uvu/assert';
import { UsageError } from '../../../src/errors.js';
import { splitMailbox } from '../../../src/mail/index.js';
import { suite } from '../../../src/suite/index.js';
import { errorOf } from '../../helpers/failing.js';

const test = suite('mailbox');

const one = 'From: a@b\nSubject: one\n\nhello\n';
const two = 'From: c@d\nSubject: two\n\nworld\n';

const separators = {
  git: 'From 0123456789012345678901234567890123456789 Mon Sep 17 00:00:00 2001',
  'public-inbox': 'From mboxrd@z Thu Jan  1 00:00:00 1970',
  pipermail: 'From paul at example.com  Tue Mar 10 10:00:00 2026',
  'a mail server': 'From dev@example.org Tue Mar 10 10:00:00 +0100 2026',
};

for (const [who, line] of Object.entries(separators)) {
  test(`mails are parted where ${who} parts them`, () => {
    assert.equal(splitMailbox(`${line}\n${one}${line}\n${two}`), [one, two]);
  });
}

test('a mail alone needs no line before it', () => {
  assert.equal(splitMailbox(one), [one]);
  assert.equal(splitMailbox(`${one}${separators.git}\n${two}`), [one, two]);
});

test('a sentence that begins with From parts nothing, and neither does a quoted one', () => {
  const body = `From our side\nNote: fine\n\nFrom now on it is 10:00:00 in 2026\n\nFrom: no\n>${separators.git}\nFrom: x\n`;
  const mail = `From: a@b\nSubject: one\n\n${body}`;
  assert.equal(splitMailbox(`${separators.git}\n${mail}`), [mail]);
});

test('a date without a header behind it parts nothing', () => {
  const mail = `${one}\n${separators.git}\nis what git writes\n`;
  assert.equal(splitMailbox(`${separators.git}\n${mail}`), [mail]);
});

test('carriage returns part mails as well', () => {
  const text = `${separators.git}\n${one}${separators.git}\n${two}`.replaceAll('\n', '\r\n');
  assert.is(splitMailbox(text).length, 2);
});

test('more mails than a month has are refused', async () => {
  const many = `${separators.git}\nA: b\n\n`.repeat(20_001);
  const { message } = await errorOf(UsageError, () => splitMailbox(many));
  assert.is(message, 'a mailbox with more than 20000 mails');
});
