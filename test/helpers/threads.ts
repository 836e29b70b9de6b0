/** Mails of a review, as people and their programs send them, for tests of series. */

import { created } from './patches.js';

export interface Sent {
  subject: string;
  from?: string;
  /** Minutes after the first mail of the day. */
  at?: number;
  id?: string;
  inReplyTo?: string;
  headers?: readonly string[];
  body?: string;
}

/** The mail without the line that parts it from others. */
export function sent(own: Sent): string {
  const { subject, from = 'A Developer <dev@example.org>', at = 0, id, inReplyTo } = own;
  const date = new Date(Date.UTC(2026, 2, 11, 10, at)).toUTCString();
  return [
    `From: ${from}`,
    `Date: ${date}`,
    `Subject: ${subject}`,
    ...(id === undefined ? [] : [`Message-ID: <${id}>`]),
    ...(inReplyTo === undefined ? [] : [`In-Reply-To: <${inReplyTo}>`]),
    ...(own.headers ?? []),
    '',
    own.body ?? 'Hello.\n',
  ].join('\n');
}

/** The body of a mail with `diff`, as git writes it. */
export const patchBody = (diff: string): string => `Why this is needed.
---
 security/new.c | 1 +
 1 file changed, 1 insertion(+)

${diff}-- 
2.47.0
`;

/** A diff that creates a file, with its name in it. */
export const creating = (name: string): string =>
  created.replaceAll('security/new.c', `security/${name}`).replace('+foo', `+${name}`);

/** As an archive puts them into one file. */
export const mailbox = (mails: readonly string[]): string =>
  mails.map((mail) => `From mboxrd@z Thu Jan  1 00:00:00 1970\n${mail}\n`).join('');

/** A version of a series with `total` patches, with its cover letter. */
export function version(
  number: number,
  total: number,
  {
    without = [],
    at = 100 * number,
    from,
  }: { without?: number[]; at?: number; from?: string } = {},
): string[] {
  const tag = number === 1 ? 'PATCH' : `PATCH v${number}`;
  const cover = `v${number}-0@dev`;
  const by = from === undefined ? {} : { from };
  const patches = Array.from({ length: total }, (_, i) => i + 1)
    .filter((place) => !without.includes(place))
    .map((place) =>
      sent({
        ...by,
        subject: `[${tag} ${place}/${total}] audit: Part ${place}`,
        at: at + place,
        id: `v${number}-${place}@dev`,
        inReplyTo: cover,
        body: patchBody(creating(`v${number}-${place}.c`)),
      }),
    );
  const letter = { subject: `[${tag} 0/${total}] audit: Parts`, at, id: cover, body: 'Parts.\n' };
  return [sent({ ...by, ...letter }), ...patches];
}

/** An answer to the mail with this id, with the patch quoted, and a counter-proposal. */
export const answer = (id: string, subject: string): string =>
  sent({
    subject: `Re: ${subject}`,
    from: 'A Reviewer <reviewer@example.com>',
    at: 5000,
    id: `re-${id}`,
    inReplyTo: id,
    body: `> ${creating('quoted.c').replaceAll('\n', '\n> ')}\nBetter so:\n\n${creating('mine.c')}`,
  });
