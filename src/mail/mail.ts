/** One mail of a review, as far as a series is concerned. Pure. */

import { textOf } from './body.js';
import { type FileChange, isInside, parseDiff } from './diff.js';
import { parseMessage, readable, visible } from './header.js';
import { parseSubject, type SubjectTag } from './subject.js';

export interface Mail {
  /** Safe to print, as the other words of it are. */
  subject: string;
  title: string;
  /** Missing when the subject is not that of a patch. */
  tag?: SubjectTag;
  reply: boolean;
  /** The address of the sender. */
  sender: string;
  /** Milliseconds; 0 when it cannot be read. */
  date: number;
  id: string;
  /** The mails that it follows, as far as it says. */
  references: readonly string[];
  /** Without transfer encoding; latin1, so that a character is a byte. */
  text: string;
  /** The diff with all that follows it, and what it changes; missing when there is none. */
  patch?: PatchText;
}

export interface PatchText {
  /** What `git apply` gets. */
  diff: string;
  /** The same without what follows it, as far as that can be told. */
  core: string;
  changes: readonly FileChange[];
}

/** A thread is no deeper. */
const maxReferences = 100;

/** @throws UsageError when its headers have no end */
export function parseMail(message: string): Mail {
  const parsed = parseMessage(message);
  const header = (name: string) => parsed.headers.get(name) ?? '';
  const subject = readable(header('subject'));
  const text = textOf(parsed);
  const { changes, start, end } = parseDiff(text);
  const from = header('from');
  return {
    subject: subject === '' ? '(no subject)' : subject,
    ...parseSubject(subject),
    sender: visible((/<([^<>]{1,200})>/.exec(from)?.[1] ?? readable(from)).trim().toLowerCase()),
    date: Date.parse(header('date').slice(0, 100)) || 0,
    id: idsIn(header('message-id'))[0] ?? '',
    references: idsIn(`${header('in-reply-to')} ${header('references')}`),
    text,
    ...(start >= 0 && {
      patch: { diff: text.slice(start), core: text.slice(start, end), changes },
    }),
  };
}

const idsIn = (value: string): string[] =>
  [...value.matchAll(/<([^<>\s]{1,250})>/g)].slice(0, maxReferences).map(([, id = '']) => id);

/** The paths that a patch names, those that leave the tree left out. */
export function pathsOf(changes: readonly FileChange[]): string[] {
  const all = changes.flatMap(({ from, to }) => [from, to]).filter((path) => path !== undefined);
  return [...new Set(all)].filter(isInside).sort();
}
