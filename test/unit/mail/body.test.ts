import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { execOk } from '../../../src/host/exec.js';
import { silentLog } from '../../../src/host/log.js';
import { gitCommand } from '../../../src/kernel/git.js';
import { type Mail, parseDiff, parseMail } from '../../../src/mail/index.js';
import { suite } from '../../../src/suite/index.js';
import { changed } from '../../helpers/patches.js';
import { inTempFolder } from '../../helpers/temp-folder.js';
import { creating, patchBody, sent } from '../../helpers/threads.js';

const test = suite('text of a mail');

const latin1 = (text: string) => Buffer.from(text).toString('latin1');
const withHeaders = (body: string, ...headers: string[]): Mail =>
  parseMail(sent({ subject: '[PATCH] x', headers, body }));
const coreOf = ({ patch }: Mail) => patch?.core;

/** A diff with what encodings stumble over: `=`, trailing space, long lines, bytes above 127. */
const awkward = latin1(`diff --git a/security/x.c b/security/x.c
--- a/security/x.c
+++ b/security/x.c
@@ -1,4 +1,4 @@
 	a == b; /* Grüße */
 
-From here to there
+${'long = '.repeat(40)} 
 x=3D
`);

function quotedPrintable(text: string): string {
  const encoded = text.replaceAll(/[=\x80-\xff]|[ \t](?=\n)/g, (char) => {
    return `=${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
  });
  return encoded.replaceAll(/(?:=[0-9A-F]{2}|[^\n=]){60}(?=[^\n])/g, '$&=\n');
}

function base64(text: string): string {
  const encoded = Buffer.from(text, 'latin1').toString('base64');
  return `${encoded.replaceAll(/.{76}/g, '$&\n')}\n`;
}

test('quoted-printable, base64 and 8 bit carry the same bytes', () => {
  const body = patchBody(awkward);
  assert.is(coreOf(withHeaders(body, 'Content-Transfer-Encoding: 8bit')), awkward);
  const quoted = withHeaders(quotedPrintable(body), 'Content-Transfer-Encoding: Quoted-Printable');
  assert.is(coreOf(quoted), awkward);
  const encoded = withHeaders(base64(body), 'content-transfer-encoding: BASE64');
  assert.is(coreOf(encoded), awkward);
});

test('a footer behind base64, in plain, is no part of it', () => {
  for (const padding of ['', '.', '..']) {
    const text = `${patchBody(awkward)}${padding}`;
    const body = `${base64(text)}\n____________\nlinux-audit mailing list\n`;
    assert.is(withHeaders(body, 'Content-Transfer-Encoding: base64').text, text);
  }
});

test('a footer behind the signature is no part of the diff', () => {
  const body = `${patchBody(awkward)}\n--\nlinux-audit mailing list\nhttps://lists.example.org/\n`;
  assert.is(coreOf(withHeaders(body)), awkward);
});

test('carriage returns of the way are taken away, in each encoding', () => {
  const body = patchBody(awkward).replaceAll('\n', '\r\n');
  assert.is(coreOf(withHeaders(body)), awkward);
  assert.is(coreOf(withHeaders(base64(body), 'Content-Transfer-Encoding: base64')), awkward);
});

test('carriage returns of a file stay', () => {
  const own = changed.replaceAll(/^([ +-](?:one|two|TWO|three))$/gm, '$1\r');
  assert.match(own, '+TWO\r\n');
  assert.is(coreOf(withHeaders(patchBody(own))), own);
});

test('a list that converted the mail is taken at its word', () => {
  const converted = awkward.replace(latin1('ü'), '\xfc').replace(latin1('ß'), '\xdf');
  const body = patchBody(converted);
  assert.is(coreOf(withHeaders(body, 'Content-Type: text/plain; charset=iso-8859-1')), awkward);
  assert.is(coreOf(withHeaders(body, 'Content-Type: text/plain; charset=no-such')), converted);
});

test('bytes that are UTF-8 stay, whatever the charset is said to be', () => {
  const mail = withHeaders(patchBody(awkward), 'Content-Type: text/plain; charset=iso-8859-1');
  assert.is(coreOf(mail), awkward);
});

const flowed = 'Content-Type: text/plain; charset=utf-8; format=flowed';

/** As a program does it that keeps to RFC 3676. */
const flow = (text: string) =>
  text
    .replaceAll(/ +$/gm, '')
    .replaceAll(/^(?= |>|From )/gm, ' ')
    .replaceAll(/^(\+[^\n]{40})(?=\w)/gm, '$1 \n');

test('text that flows is joined and unstuffed', () => {
  const long = changed.replace('+TWO', `+${'TWO'.repeat(40)}`);
  const mail = withHeaders(flow(patchBody(long)), `${flowed}; DelSp=yes`);
  assert.is(coreOf(mail), long);
});

test('text that does not flow, though it says so, stays', () => {
  assert.is(coreOf(withHeaders(patchBody(awkward), flowed)), awkward);
});

const multipart = (...parts: string[]) =>
  `A mail in parts.\n--=_x\n${parts.join('\n--=_x\n')}\n--=_x--\nfor nobody\n`;
const mixed = 'Content-Type: multipart/mixed;\n boundary="=_x"';

test('a patch that is attached is found, as text and as a file', () => {
  const types = [
    'Content-Type: text/x-patch; name="x.patch"',
    'Content-Type: application/octet-stream\nContent-Disposition: attachment; filename="x.diff"',
    'Content-Type: application/x-patch',
  ];
  for (const type of types) {
    const encoded = `${type}\nContent-Transfer-Encoding: base64\n\n${base64(awkward)}`;
    const body = multipart('Content-Type: text/plain\n\nHello,\n', encoded);
    assert.is(coreOf(withHeaders(body, mixed)), awkward, type);
  }
});

test('the same patch as text and as attachment is one', () => {
  const body = multipart(
    `Content-Type: text/plain\n\n${patchBody(awkward)}`,
    `Content-Type: text/x-diff\n\n${awkward}`,
  );
  assert.is(withHeaders(body, mixed).patch?.changes.length, 1);
});

test('two attachments are one patch of two files', () => {
  const body = multipart(
    `Content-Type: text/x-diff\n\n${creating('a.c')}`,
    `Content-Type: text/x-diff\n\n${creating('b.c')}`,
  );
  assert.equal(withHeaders(body, mixed).patch?.changes, [
    { to: 'security/a.c' },
    { to: 'security/b.c' },
  ]);
});

test('HTML, pictures and forwarded mails are no text', () => {
  const body = multipart(
    `Content-Type: text/html\n\n${creating('a.c')}`,
    `Content-Type: image/png; name=x.png\n\n${creating('b.c')}`,
    `Content-Type: message/rfc822\n\nSubject: y\n\n${creating('c.c')}`,
  );
  assert.is(withHeaders(body, mixed).patch, undefined);
});

test('a part that is cut short, and one without a boundary, are read as far as they go', () => {
  const cut = multipart(`Content-Type: text/plain\n\n${awkward}`).split('\n--=_x--')[0] ?? '';
  assert.is(coreOf(withHeaders(cut, mixed)), awkward);
  assert.is(withHeaders(awkward, 'Content-Type: multipart/mixed').patch, undefined);
});

test('parts in parts without end are passed over', () => {
  let inner = `Content-Type: text/plain\n\n${awkward}`;
  for (let depth = 0; depth < 2000; depth++)
    inner = `Content-Type: multipart/mixed; boundary=b${depth}\n\n--b${depth}\n${inner}`;
  assert.is(parseMail(`Subject: [PATCH] x\n${inner}`).patch, undefined);
});

test('many parts are passed over, and do not take long', () => {
  const body = '--=_x\n\nx\n'.repeat(100_000) + multipart(`\n${awkward}`);
  assert.is(withHeaders(body, mixed).patch, undefined);
});

test('git reads the same diff out of these mails', () =>
  inTempFolder(async (folder) => {
    const body = patchBody(awkward);
    const encoded = `Content-Type: text/x-patch\nContent-Transfer-Encoding: base64\n\n${base64(awkward)}`;
    const mails: [body: string, ...headers: string[]][] = [
      [body],
      [quotedPrintable(body), 'Content-Transfer-Encoding: quoted-printable'],
      [base64(body), 'Content-Transfer-Encoding: base64'],
      [multipart('Content-Type: text/plain\n\nHello,\n', encoded), mixed],
    ];
    for (const [text, ...headers] of mails) {
      const mail = sent({ subject: '[PATCH] x', headers, body: text });
      const words = [
        'mailinfo',
        '--encoding=UTF-8',
        join(folder, 'message'),
        join(folder, 'patch'),
      ];
      const input = Buffer.from(mail, 'latin1');
      await execOk(gitCommand(folder, words), { phase: 'series', log: silentLog, input });
      const theirs = await readFile(join(folder, 'patch'), 'latin1');
      const { start, end } = parseDiff(theirs);
      assert.is(theirs.slice(start, end), coreOf(parseMail(mail)), headers.join());
    }
  }));
