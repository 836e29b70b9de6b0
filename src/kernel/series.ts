/** A patch series: out of folders, mails, mailboxes and repositories, as diffs in their order. */

import { stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { UsageError } from '../errors.js';
import { digest } from '../host/digest.js';
import type { ExecOptions } from '../host/exec.js';
import { silentLog } from '../host/log.js';
import {
  type FileChange,
  type Mail,
  parseDiff,
  pathsOf,
  type SeriesBase,
  visible,
} from '../mail/index.js';
import { parseRange, readRange } from './git-range.js';
import { gapNotes, type MailedPatches, readFolder, readMailFile } from './series-files.js';

export interface Patch {
  /** The name of its file, or the one that it would have. */
  file: string;
  subject: string;
  /** What messages call it. */
  label: string;
  /** The identity of its diff. */
  sha256: string;
  /** latin1: a character is a byte. */
  diff: string;
  changes: readonly FileChange[];
  /** Paths that the patch changes, creates or deletes, as its diff headers name them. */
  paths: readonly string[];
}

export interface Series {
  name: string;
  /** Where it comes from: its tree is known by it. */
  origin: string;
  /** The subject of its cover letter, if it has one. */
  cover?: string;
  /** What it says that it was made for. */
  base?: SeriesBase;
  patches: readonly Patch[];
  /** What was decided in reading it, for the user to know. */
  notes: readonly string[];
  /** The identity of the content of all patches, in order. */
  sha256: string;
}

/** Stands for a kernel that has the kfuncs already. */
export const noSeries = 'none';

/** What the words of a series are known by. */
export const originOf = (words: readonly string[]): string => words.join('\0');

type Part = Pick<Series, 'name' | 'cover' | 'base' | 'patches' | 'notes'> & {
  /** Mails of which nobody knows whether they are all. */
  loose?: readonly Mail[];
};

/**
 * Reads the series that `words` name, one behind the other: folders and files with their paths, ranges
 * of commits as parseRange() knows them, or the one word `none`.
 * @throws UsageError when one of them is none of that
 */
export async function readSeries(
  words: string | readonly string[],
  options: Pick<ExecOptions, 'log' | 'signal'> = { log: silentLog },
): Promise<Series> {
  const all = typeof words === 'string' ? [words] : words;
  if (all.length > 1 && all.includes(noSeries))
    throw new UsageError(`--series ${noSeries} stands alone`, 'Leave the others out.');
  const parts: Part[] = [];
  for (const word of all) parts.push(await readPart(word, options));
  const patches = parts.flatMap((part) => part.patches);
  const cover = parts.find((part) => part.cover !== undefined)?.cover;
  const base = parts[0]?.base;
  const name = nameOf(parts, all);
  const gaps = gapNotes(parts.flatMap(({ loose }) => loose ?? []));
  return {
    name,
    origin: originOf(all),
    ...(cover !== undefined && { cover }),
    ...(base && { base }),
    patches,
    notes: [...parts.flatMap((part) => part.notes), ...gaps.map((gap) => `${name}: ${gap}`)],
    sha256: digest(...patches.map((patch) => patch.sha256)),
  };
}

/** `series` with the patch at `path` on top. @throws as readSeries() */
export async function withPatch(series: Series, path: string): Promise<Series> {
  const { patches } = await readSeries(path);
  const sha256 = digest(series.sha256, ...patches.map((patch) => patch.sha256));
  return { ...series, patches: [...series.patches, ...patches], sha256 };
}

async function readPart(word: string, options: Pick<ExecOptions, 'log' | 'signal'>): Promise<Part> {
  if (word === noSeries) return { name: noSeries, patches: [], notes: [] };
  const range = parseRange(word);
  if (range) {
    const { patches, base } = await readRange(range, { phase: 'series', ...options });
    const total = String(patches.length);
    const mailed = patches.map(({ subject, diff }, i) => {
      const number = String(i + 1);
      const label = `commit ${number}/${total} "${subject}"`;
      return patchOf({ file: `${number.padStart(4, '0')}.patch`, label, subject, diff });
    });
    return { name: visible(`${range.base}..${range.tip}`), patches: mailed, base, notes: [] };
  }
  const found = await stat(word).catch(() => undefined);
  if (!found)
    throw new UsageError(
      `there is no ${word}`,
      'Give --series a folder of *.patch files, a mailbox, git:BASE..TIP, or none.',
    );
  const name = visible(basename(word).replace(/(?:\.mbo?x)?(?:\.gz)?$/, ''));
  return partOf(name, found.isDirectory() ? await readFolder(word) : await readMailFile(word));
}

function partOf(name: string, { patches, cover, base, notes, loose }: MailedPatches): Part {
  return {
    name,
    ...(loose && { loose: patches.map(({ mail }) => mail) }),
    ...(cover && { cover: cover.subject }),
    ...(base && { base }),
    patches: patches.map(({ mail: { subject, patch }, file, label }) =>
      patchOf({ file, label, subject, diff: patch?.diff ?? '' }),
    ),
    notes: notes.map((note) => `${name}: ${note}`),
  };
}

function patchOf(own: Pick<Patch, 'file' | 'label' | 'subject' | 'diff'>): Patch {
  const { changes } = parseDiff(own.diff);
  return { ...own, sha256: digest(own.diff), changes, paths: pathsOf(changes) };
}

/** Names of more than these say nothing more. */
const maxNames = 3;

function nameOf(parts: readonly Part[], words: readonly string[]): string {
  const [folder = '', ...others] = new Set(words.map((word) => dirname(word)));
  const mails = parts.every(({ loose }) => loose?.length === 1);
  // What a shell makes of `v2/*.patch`.
  if (parts.length > 1 && mails && others.length === 0) return visible(basename(folder));
  const names = parts.slice(0, maxNames).map(({ name }) => name);
  return [...names, ...(parts.length > maxNames ? ['...'] : [])].join(' + ');
}
