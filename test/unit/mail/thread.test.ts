import fc from 'fast-check';
import * as assert from 'uvu/assert';
import { UsageError } from '../../../src/errors.js';
import { chooseSeries, parseMail, splitMailbox } from '../../../src/mail/index.js';
import { suite } from '../../../src/suite/index.js';
import { errorOf } from '../../helpers/failing.js';
import { forAll } from '../../helpers/property.js';
import { answer, creating, mailbox, patchBody, sent, version } from '../../helpers/threads.js';

const test = suite('series of a thread');

/** What is chosen from mails in this order. */
function chosen(...mails: string[]) {
  const { patches, cover, notes } = chooseSeries(mails.map(parseMail), 't.mbox');
  return { subjects: patches.map(({ subject }) => subject), cover: cover?.subject, notes, patches };
}

const refusal = async (...mails: string[]) =>
  (await errorOf(UsageError, () => chosen(...mails))).message;

const subjects = (number: number, total: number) =>
  Array.from({ length: total }, (_, i) => {
    const tag = number === 1 ? 'PATCH' : `PATCH v${number}`;
    return `[${tag} ${i + 1}/${total}] audit: Part ${i + 1}`;
  });

const single = (own: Partial<Parameters<typeof sent>[0]> & { name?: string } = {}) =>
  sent({ subject: '[PATCH] audit: Fix it', body: patchBody(creating('fix.c')), ...own });

test('patches come in the order of their numbers, without cover letter and answers', () => {
  const [cover = '', one = '', two = '', three = ''] = version(1, 3);
  const reply = answer('v1-2@dev', '[PATCH 2/3] audit: Part 2');
  const found = chosen(reply, three, cover, two, one);
  assert.equal(found.subjects, subjects(1, 3));
  assert.is(found.cover, '[PATCH 0/3] audit: Parts');
  assert.equal(found.notes, []);
});

test('the newest version is taken, which is said', () => {
  const found = chosen(...version(2, 3), ...version(10, 2), ...version(1, 2));
  assert.equal(found.subjects, subjects(10, 2));
  assert.equal(found.notes, ['using v10, and not v2, v1']);
});

test('a newest version that lacks a patch is passed over, and what it lacks is said', () => {
  const found = chosen(...version(2, 4), ...version(3, 4, { without: [2] }), ...version(1, 4));
  assert.equal(found.subjects, subjects(2, 4));
  assert.equal(found.notes, ['v3 lacks 2/4, using v2']);
});

test('where no version is whole, it is said what each of them lacks', async () => {
  const mails = [...version(1, 2, { without: [1] }), ...version(2, 4, { without: [2, 3] })];
  assert.is(
    await refusal(...mails),
    't.mbox holds no version that is whole: v2 lacks 2/4, 3/4; v1 lacks 1/2',
  );
});

test('a cover letter alone is a version that lacks everything', async () => {
  const [cover = ''] = version(2, 2);
  assert.equal(chosen(...version(1, 2), cover).notes, ['v2 lacks 1/2, 2/2, using v1']);
  assert.match(await refusal(cover, answer('v2-0@dev', 'x')), 'holds no patch: 2 mails');
});

test('mails without patches are no series', async () => {
  const mails = ['one', 'two'].map((subject) => sent({ subject }));
  assert.match(await refusal(...mails), 't.mbox holds no patch: 2 mails');
});

test('what was sent again in the same words is one patch', () => {
  const [, one = '', two = ''] = version(1, 2);
  const again = two.replace('Why', 'Again why').replace('v1-2@dev', 'again@dev');
  const footed = `${two.replace('v1-2@dev', 'list@dev')}\n____\nlinux-audit mailing list\n`;
  const found = chosen(one, two, again, footed);
  assert.equal(found.subjects, subjects(1, 2));
  assert.equal(found.notes, []);
});

test('of what was sent again with changes the last one counts, which is said', () => {
  const [, one = '', two = ''] = version(1, 2);
  const [, , later = ''] = version(1, 2, { at: 900 });
  const changed = later.replace('+v1-2.c', '+better').replace('v1-2@dev', 'again@dev');
  for (const order of [
    [one, two, changed],
    [changed, two, one],
  ]) {
    const found = chosen(...order);
    assert.match(found.patches[1]?.patch?.diff ?? '', '+better');
    assert.equal(found.notes, [
      '"[PATCH 2/2] audit: Part 2" was sent more than once, using the last one',
    ]);
  }
});

test('two different patches with one number are refused', async () => {
  const [, one = '', two = ''] = version(1, 2);
  const other = two.replace('audit: Part 2', 'bpf: Other').replace('+v1-2.c', '+other');
  assert.is(
    await refusal(one, two, other),
    't.mbox holds two patches in one place: "[PATCH 2/2] audit: Part 2" and "[PATCH 2/2] bpf: Other"',
  );
});

test('the same patch from someone else, with changes, is not the last word', () => {
  const [cover = '', one = '', two = ''] = version(1, 2);
  const [, other = ''] = version(1, 2, { from: 'B <b@x>', at: 900 });
  const mine = other.replace('+v1-1.c', '+mine');
  const found = chosen(cover, one, two, mine);
  assert.match(found.patches[0]?.patch?.diff ?? '', '+v1-1.c');
});

test('a fix that someone else sent as an answer is left out, which is said', () => {
  const robot = 'A Robot <robot@example.com>';
  const found = chosen(
    single({ subject: '[PATCH v7] audit: Fix it', from: robot, inReplyTo: 'v1-1@dev' }),
    ...version(1, 2),
  );
  assert.equal(found.subjects, subjects(1, 2));
  assert.equal(found.notes, [
    'left out, sent as an answer: v7 of 1 patch, "audit: Fix it", from robot@example.com',
  ]);
});

test('a version that its author sent as an answer is not left out', () => {
  const [cover = '', ...rest] = version(2, 2);
  const reply = answer('v1-1@dev', '[PATCH 1/2] audit: Part 1');
  const below = cover.replace('Message-ID', 'In-Reply-To: <re-v1-1@dev>\nMessage-ID');
  assert.equal(chosen(...version(1, 2), reply, below, ...rest).subjects, subjects(2, 2));
});

test('two series in one mailbox are refused', async () => {
  const other = version(1, 1, { from: 'B Developer <b@example.org>' }).map((mail) =>
    mail.replaceAll('v1-', 'b-').replace('audit: Part 1', 'bpf: Other'),
  );
  const message = await refusal(...version(3, 2), ...other);
  assert.match(message, 't.mbox holds more than one series: v1 of 1 patch, "audit: Parts"');
  const same = await refusal(
    single(),
    single({ subject: '[PATCH] audit: Other' }),
    sent({ subject: 'x' }),
  );
  assert.match(same, 't.mbox holds more than one series: v1 of 1 patch, "audit: Fix it"');
});

test('patches of several authors, as git writes them, are one series with the letter of a third', () => {
  const [cover = '', one = '', two = ''] = version(2, 2);
  const by = (mail: string, who: string) => mail.replace(/^From: .*$/m, `From: ${who}`);
  const mails = [by(cover, 'C <c@x>'), by(one, 'A <a@x>'), by(two, 'B <b@x>')];
  for (const order of [mails, mails.toReversed()]) {
    const found = chosen(...order);
    assert.equal(found.subjects, subjects(2, 2));
    assert.is(found.cover, '[PATCH v2 0/2] audit: Parts');
  }
  const others = chosen(by(cover, 'C <c@x>'), by(one, 'A <a@x>'), by(two, 'A <a@x>'));
  assert.is(others.cover, '[PATCH v2 0/2] audit: Parts');
  const earlier = version(1, 2, { from: 'B <b@x>' });
  const later = chosen(...earlier, by(cover, 'C <c@x>'), by(one, 'A <a@x>'), by(two, 'A <a@x>'));
  assert.equal(later.subjects, subjects(2, 2));
});

test('whoever sent all patches has the letter of the series, whatever others send later', () => {
  const [letter = ''] = version(1, 2, { from: 'B <b@x>', at: 900 });
  const other = letter.replace('audit: Parts', 'bpf: Mine');
  assert.is(chosen(...version(1, 2), other).cover, '[PATCH 0/2] audit: Parts');
});

test('a patch that answers a question is the series', () => {
  const question = sent({ subject: 'How?', from: 'B <b@x>', id: 'q@x' });
  const found = chosen(question, single({ inReplyTo: 'q@x' }));
  assert.equal(found.subjects, ['[PATCH] audit: Fix it']);
});

test('patches of two people that contradict each other are not put together', async () => {
  const [, one = '', two = ''] = version(2, 2);
  const other = sent({
    subject: '[PATCH v2 1/2] bpf: Other',
    from: 'B <b@x>',
    body: patchBody(creating('b.c')),
  });
  assert.is(
    await refusal(one, other),
    't.mbox holds no version that is whole: v2 lacks 2/2; v2 lacks 2/2',
  );
  // Whoever is whole is no part of the other one.
  assert.equal(chosen(one, two, other).subjects, subjects(2, 2));
});

test('a version that someone else carried on is the same series', () => {
  const by = version(2, 2, { from: 'B Developer <b@example.org>' });
  assert.equal(chosen(...version(1, 2), ...by).subjects, subjects(2, 2));
});

test('patches without number and version, and nothing else, are taken as they come', () => {
  const mails = ['one', 'two', 'three'].map((title) =>
    single({ subject: `[PATCH] ${title}`, body: patchBody(creating(`${title}.c`)) }),
  );
  assert.equal(
    chosen(...mails).subjects,
    ['one', 'two', 'three'].map((title) => `[PATCH] ${title}`),
  );
});

test('one patch in a discussion needs no number', () => {
  const reply = answer('x@dev', '[PATCH] audit: Fix it');
  const next = single({ subject: '[PATCH v2] audit: Fix it' });
  assert.equal(chosen(reply, single({ id: 'x@dev' })).subjects, ['[PATCH] audit: Fix it']);
  assert.equal(chosen(next, reply, single({ id: 'x@dev' })).subjects, ['[PATCH v2] audit: Fix it']);
});

test('a series of too many patches is refused', async () => {
  const message = await refusal(single({ subject: '[PATCH 1/501] x' }), sent({ subject: 'y' }));
  assert.is(message, 't.mbox holds a series of 501 patches: that is none for review');
  const many = Array.from({ length: 501 }, () => single());
  assert.is(await refusal(...many), 't.mbox holds 501 patches: that is no series for review');
});

test('numbers that make no sense are no patches of the series', () => {
  const extra = single({ subject: '[PATCH 3/2] audit: Part 3', from: 'X <x@example.org>' });
  assert.equal(chosen(...version(1, 2), extra).subjects, subjects(1, 2));
});

const thread = [
  ...version(1, 3),
  ...version(2, 4),
  ...version(3, 4, { without: [3] }),
  ...['v1-1@dev', 'v2-3@dev', 'v3-0@dev'].map((id) => answer(id, '[PATCH v2 3/4] audit: Part 3')),
  single({ from: 'A Robot <robot@example.com>', inReplyTo: 'v2-2@dev' }),
  sent({ subject: 'audit: what else', from: 'Someone <s@example.net>' }),
];
const chatter = fc.record({
  subject: fc.oneof(
    fc.constantFrom('Re: [PATCH v2 1/4] audit: Part 1', 'Fwd: [PATCH v9 1/1] x', 'hello', ''),
    fc.string(),
  ),
  from: fc.constantFrom('A Reviewer <r@example.com>', 'A Developer <dev@example.org>', ''),
  at: fc.nat(10_000),
  body: fc.oneof(
    fc.constant(creating('mine.c')),
    fc.string().map((text) => `${text}\n`),
  ),
});

test('any order of a thread, with anything said in between, gives the same series', () => {
  const expected = chosen(...thread);
  assert.equal(expected.subjects, subjects(2, 4));
  const anyThread = fc
    .tuple(fc.shuffledSubarray(thread, { minLength: thread.length }), fc.array(chatter))
    .chain(([mails, talk]) =>
      fc.shuffledSubarray([...mails, ...talk.map(sent)], {
        minLength: mails.length + talk.length,
      }),
    );
  forAll(
    anyThread,
    (mails) => {
      const found = chosen(...splitMailbox(mailbox(mails)));
      assert.equal(
        found.patches.map(({ patch }) => patch?.core),
        expected.patches.map(({ patch }) => patch?.core),
      );
      assert.equal(found.notes, expected.notes);
    },
    { share: 0.1 },
  );
});

test('a part of a thread gives a version that is whole, or none', () => {
  forAll(
    fc.shuffledSubarray(thread),
    (mails) => {
      const parsed = mails.map(parseMail);
      const whole = (number: number, total: number) =>
        subjects(number, total).every((subject) => parsed.some((mail) => mail.subject === subject));
      try {
        const { patches } = chooseSeries(parsed, 't.mbox');
        const [version = 0] = patches.map(({ tag }) => tag?.version ?? 0);
        const robot = patches.every(({ sender }) => sender === 'robot@example.com');
        const newest = whole(2, 4) ? 2 : whole(1, 3) ? 1 : 0;
        assert.ok(robot || version === newest, `v${version}, not v${newest}`);
      } catch (error) {
        assert.instance(error, UsageError);
      }
    },
    { share: 0.2 },
  );
});

test('bytes of any kind are a series or a mistake of the caller, and nothing else', () => {
  const pieces = fc.constantFrom(
    ...thread.flatMap((mail) => [mail, ...mail.split(/(?=\n)/).slice(0, 12)]),
    ...[
      'From x Mon Sep 17 00:00:00 2001\n',
      '\n\n',
      '--b\n',
      'Content-Type: multipart/x; boundary=b\n',
    ],
    ...['@@ -1,999999999 +1 @@\n', 'diff --git a/x b/x\n', '--- a/x\n+++ b/x\n', '=?utf-8?q?=?='],
  );
  const bytes = fc.array(fc.oneof(pieces, fc.string({ unit: 'binary', maxLength: 20 })));
  forAll(
    bytes,
    (parts) => {
      const text = Buffer.from(parts.join('')).toString('latin1');
      try {
        const { patches } = chooseSeries(splitMailbox(text).map(parseMail), 't.mbox');
        for (const { subject } of patches) assert.not.match(subject, /[\p{Cc}]/u);
      } catch (error) {
        assert.instance(error, UsageError);
      }
    },
    { share: 0.1 },
  );
});
