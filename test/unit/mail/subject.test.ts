import * as assert from 'uvu/assert';
import { type ParsedSubject, parseSubject } from '../../../src/mail/subject.js';
import { suite } from '../../../src/suite/index.js';

const test = suite('subject of a patch');

const tagged = (version: number, number?: number, total?: number): Partial<ParsedSubject> => ({
  tag: { version, ...(number !== undefined && { number }), ...(total !== undefined && { total }) },
  title: 'x',
  reply: false,
});

const subjects: [subject: string, expected: Partial<ParsedSubject>][] = [
  ['[PATCH] x', tagged(1)],
  ['[PATCH 1/2] x', tagged(1, 1, 2)],
  ['[PATCH v2 03/10] x', tagged(2, 3, 10)],
  ['[PATCH V3 0/2] x', tagged(3, 0, 2)],
  ['[PATCHv2 1/2] x', tagged(2, 1, 2)],
  ['[PATCH-v4 1/2] x', tagged(4, 1, 2)],
  ['[RFC PATCH bpf-next v2 1/2] x', tagged(2, 1, 2)],
  ['[PATCH net-next,v2,1/2] x', tagged(2, 1, 2)],
  ['[PATCH v2.1 1/2] x', tagged(2.1, 1, 2)],
  ['[RESEND PATCH 1/2] x', tagged(1, 1, 2)],
  ['[RFC 2/3] x', tagged(1, 2, 3)],
  ['[v3,2/5] x', tagged(3, 2, 5)],
  ['[linux-audit] [PATCH v2 1/2] x', tagged(2, 1, 2)],
  ['[PATCH v2 1/2] [linux-audit] x', tagged(2, 1, 2)],
  ['Re: [PATCH 1/2] x', { ...tagged(1, 1, 2), reply: true }],
  ['[linux-audit] AW: RE: [PATCH] x', { ...tagged(1), reply: true }],
  ['Fwd: [PATCH] x', { ...tagged(1), reply: true }],
  ['x', { title: 'x', reply: false }],
  ['[GIT PULL] x', { title: 'x', reply: false }],
  ['audit: [PATCH 1/2] x', { title: 'audit: [PATCH 1/2] x', reply: false }],
];
for (const [subject, expected] of subjects) {
  test(`it is understood: ${subject}`, () => assert.equal(parseSubject(subject), expected));
}

test('brackets without end do not take long', () => {
  const { title } = parseSubject('[PATCH] '.repeat(50_000));
  assert.ok(title.length > 0);
});
