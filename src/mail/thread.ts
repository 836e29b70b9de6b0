/**
 * The patches of a thread, out of all that people wrote there: the newest version that is whole. What
 * comes out depends on the mails, and not on their order. Pure.
 */

import { UsageError } from '../errors.js';
import type { Mail } from './mail.js';
import { maxPatches, type Posting, postingsOf } from './posting.js';

export interface Chosen {
  patches: Mail[];
  cover?: Mail;
  /** What was decided, for the user to know. */
  notes: string[];
}

/**
 * The series in `mails`, which come from the mailbox `name`.
 * @throws UsageError when there is none, none is whole, or there is more than one
 */
export function chooseSeries(mails: readonly Mail[], name: string): Chosen {
  const patches = mails.filter(({ patch, reply }) => patch !== undefined && !reply);
  const plain = patches.length === mails.length && patches.every(isPlain);
  if (plain && patches.length > 0) return { patches: limited(patches, name), notes: [] };
  const all = postingsOf(mails, name);
  if (all.every((posting) => posting.patches.size === 0)) {
    throw new UsageError(
      `${name} holds no patch: ${count(mails.length, 'mail')}, none with a diff and a subject like [PATCH 1/2]`,
      'Save the whole thread.',
    );
  }
  const main = withoutAsides(all, mails);
  const best = newestWhole(main, name);
  return {
    patches: numbered(best).flatMap((number) => best.patches.get(number) ?? []),
    ...(best.cover && { cover: best.cover }),
    notes: [...choiceNotes(best, main), ...leftOutNotes(all, main)],
  };
}

/** Neither number nor version: mails of one file, in the order of the file. */
const isPlain = ({ tag }: Mail) => tag?.number === undefined && (tag?.version ?? 1) === 1;

function limited(patches: Mail[], name: string): Mail[] {
  if (patches.length <= maxPatches) return patches;
  throw new UsageError(`${name} holds ${patches.length} patches: that is no series for review`);
}

/**
 * Without what others sent as an answer, such as a fix on top: a series belongs to whoever began. Of
 * a thread without a beginning nothing is left out.
 */
function withoutAsides(all: readonly Posting[], mails: readonly Mail[]): Posting[] {
  const authors = new Map<string, Set<string>>();
  for (const { id, sender } of mails)
    if (id !== '') authors.set(id, (authors.get(id) ?? new Set()).add(sender));
  const answers = ({ senders, patches, cover }: Posting) =>
    [...patches.values(), ...(cover ? [cover] : [])]
      .flatMap(({ references }) => references.flatMap((id) => authors.get(id) ?? []))
      .some((others) => ![...others].some((sender) => senders.has(sender)));
  const begun = all.filter((posting) => !answers(posting));
  const starters = new Set(begun.flatMap(({ senders }) => [...senders]));
  return all.filter(
    ({ senders }) => starters.size === 0 || [...senders].some((s) => starters.has(s)),
  );
}

function newestWhole(postings: readonly Posting[], name: string): Posting {
  const whole = postings.filter(({ missing }) => missing.length === 0);
  const newest = Math.max(...whole.map(({ version }) => version));
  const [best, rival] = whole.filter(({ version }) => version === newest);
  if (!best) {
    const gaps = [...postings].sort(byVersion).map((posting) => lacks(posting));
    throw new UsageError(
      `${name} holds no version that is whole: ${gaps.join('; ')}`,
      'Save the whole thread, or wait until the archive has it.',
    );
  }
  const stranger = whole.find((other) => !related(best, other));
  const second = rival ?? stranger;
  if (!second) return best;
  const names = [best, second].map(describe).sort();
  throw new UsageError(
    `${name} holds more than one series: ${names.join(', and ')}`,
    'Save one thread, without other series.',
  );
}

const byVersion = (a: Posting, b: Posting) =>
  b.version - a.version || b.total - a.total || (describe(a) < describe(b) ? -1 : 1);

/** Of one person, or with a patch in common. */
function related(one: Posting, other: Posting): boolean {
  if ([...one.senders].some((sender) => other.senders.has(sender))) return true;
  const titles = new Set([...one.patches.values()].map(({ title }) => title));
  return [...other.patches.values()].some(({ title }) => titles.has(title));
}

function lacks({ version, total, missing }: Posting): string {
  const shown = missing.slice(0, 8).map((number) => `${number}/${total}`);
  return `v${version} lacks ${shown.join(', ')}${missing.length > 8 ? ', and more' : ''}`;
}

function describe({ version, total, patches, cover }: Posting): string {
  const { title = '', sender = '' } = cover ?? patches.get(1) ?? [...patches.values()][0] ?? {};
  return `v${version} of ${count(total, 'patch', 'patches')}, "${title}", from ${sender}`;
}

const numbered = ({ total }: Posting) => Array.from({ length: total }, (_, i) => i + 1);

const count = (n: number, one: string, many = `${one}s`) => `${n} ${n === 1 ? one : many}`;

function choiceNotes(best: Posting, postings: readonly Posting[]): string[] {
  const used = `v${best.version}`;
  const newer = postings.filter(({ version }) => version > best.version).sort(byVersion);
  const older = postings.filter(({ version }) => version < best.version).sort(byVersion);
  const versions = [...new Set(older.map(({ version }) => `v${version}`))].join(', ');
  return [
    ...newer.map((posting) => `${lacks(posting)}, using ${used}`),
    ...(newer.length === 0 && older.length > 0 ? [`using ${used}, and not ${versions}`] : []),
    ...best.resent.map(({ subject }) => `"${subject}" was sent more than once, using the last one`),
  ];
}

/** More of them say nothing more. */
const maxLeftOut = 5;

function leftOutNotes(all: readonly Posting[], main: readonly Posting[]): string[] {
  const out = all.filter((posting) => !main.includes(posting)).sort(byVersion);
  const more = out.length - maxLeftOut;
  return [
    ...out
      .slice(0, maxLeftOut)
      .map((posting) => `left out, sent as an answer: ${describe(posting)}`),
    ...(more > 0 ? [`left out: ${more} more`] : []),
  ];
}
