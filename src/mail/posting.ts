/** A version of a series as it was posted: which mails belong together. Pure. */

import { UsageError } from '../errors.js';
import type { Mail } from './mail.js';

/** A larger one is not for review. */
export const maxPatches = 500;

/** One version of a series. */
export interface Posting {
  version: number;
  total: number;
  senders: ReadonlySet<string>;
  /** By their number. */
  patches: Map<number, Mail>;
  cover?: Mail;
  /** The numbers that nobody has sent. */
  missing: number[];
  /** Patches that were sent again. */
  resent: Mail[];
}

/**
 * The versions that are in the mails of the mailbox `name`.
 * @throws UsageError when patches of different series cannot be told apart
 */
export function postingsOf(mails: readonly Mail[], name: string): Posting[] {
  const patches = mails.filter(({ tag, reply }) => tag !== undefined && !reply);
  // Patches without a number are not of one series, unless they are the same.
  const groups = grouped(patches, ({ tag, title }) => `${tag?.version} ${tag?.total ?? title}`);
  return groups.flatMap((group) => bySender(group, name)).filter(isPosting);
}

function grouped(mails: readonly Mail[], key: (mail: Mail) => string): Mail[][] {
  const groups = new Map<string, Mail[]>();
  for (const mail of mails) {
    const group = groups.get(key(mail));
    if (group) group.push(mail);
    else groups.set(key(mail), [mail]);
  }
  return [...groups.values()];
}

/**
 * Who sends a series sends all of it, but `git format-patch` puts the author of each patch there: where nobody's
 * own mails are whole, those of all are taken together, unless they contradict each other.
 */
function bySender(group: readonly Mail[], name: string): Posting[] {
  const senders = grouped(group, ({ sender }) => sender);
  const [only] = senders;
  if (senders.length === 1 && only) return [postingOf(only, name)];
  const own = senders.map((mails) => attempt(() => postingOf(mails, name)));
  const cover = group.filter(isCover).sort(newestFirst)[0];
  const whole = own.filter((posting) => posting instanceof Error || posting.missing.length === 0);
  const together = whole.length > 0 ? undefined : attempt(() => postingOf(group, name));
  if (together && !(together instanceof Error)) return [together];
  return own.flatMap((posting) => {
    if (posting instanceof Error) throw posting;
    if (!cover || posting.cover) return posting.patches.size === 0 ? [] : posting;
    // A cover letter has the name of who made it.
    return { ...posting, cover, senders: new Set([...posting.senders, cover.sender]) };
  });
}

function attempt<T>(work: () => T): T | UsageError {
  try {
    return work();
  } catch (error) {
    if (error instanceof UsageError) return error;
    throw error;
  }
}

const isCover = ({ tag }: Mail) => tag?.number === 0;

const isPosting = ({ patches, cover }: Posting) => patches.size > 0 || cover !== undefined;

function postingOf(group: readonly Mail[], name: string): Posting {
  const { version = 1, total = 1 } = group[0]?.tag ?? {};
  if (total > maxPatches)
    throw new UsageError(`${name} holds a series of ${total} patches: that is none for review`);
  const patches = new Map<number, Mail>();
  const resent: Mail[] = [];
  for (let number = 1; number <= total; number++) {
    const same = group.filter(({ tag, patch }) => patch && (tag?.number ?? 1) === number);
    const [last] = same.sort(newestFirst);
    if (!last) continue;
    const other = same.find((mail) => differs(mail, last));
    if (other && !sameName(other, last)) throw notTheSame(other, last, name);
    if (other) resent.push(last);
    patches.set(number, last);
  }
  const cover = group.filter(isCover).sort(newestFirst)[0];
  const missing = Array.from({ length: total }, (_, i) => i + 1).filter((n) => !patches.has(n));
  const senders = new Set(group.map(({ sender }) => sender));
  return { version, total, senders, patches, ...(cover && { cover }), missing, resent };
}

/** By date; mails of one second by what they say, so that their order in the file does not matter. */
function newestFirst(a: Mail, b: Mail): number {
  if (a.date !== b.date) return b.date - a.date;
  const [one, two] = [a, b].map(({ id, text }) => `${id}\n${text}`);
  return (one ?? '') < (two ?? '') ? 1 : -1;
}

const sameName = (a: Mail, b: Mail) => a.title === b.title && a.sender === b.sender;

const differs = (a: Mail, b: Mail) => a.patch?.core !== b.patch?.core;

function notTheSame(one: Mail, other: Mail, name: string): UsageError {
  const subjects = [one.subject, other.subject].sort().map((subject) => `"${subject}"`);
  return new UsageError(
    `${name} holds two patches in one place: ${subjects.join(' and ')}`,
    'Save one thread, without other series.',
  );
}
