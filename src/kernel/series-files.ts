/** The files that hold patches: as mails, one a file, or in mailboxes as archives serve them. */

import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { UsageError } from '../errors.js';
import {
  baseOf,
  chooseSeries,
  type Mail,
  maxPatches,
  parseMail,
  type SeriesBase,
  splitMailbox,
  visible,
} from '../mail/index.js';

/** A patch larger than this is refused: no series for review is. The same for a mailbox. */
const maxPatchBytes = 16 * 1024 * 1024;
const maxMailboxBytes = 128 * 1024 * 1024;

/** Patches as mails, with what messages call each of them. */
export interface MailedPatches {
  patches: { mail: Mail; file: string; label: string }[];
  cover?: Mail;
  base?: SeriesBase;
  notes: string[];
  /** Nobody has looked whether a patch is missing. */
  loose: boolean;
}

/** What `git format-patch --cover-letter` puts before the patches; it changes nothing. */
const coverLetter = /^(?:v\d+-)?0000-cover-letter\.patch$/;

/**
 * The patches of a folder of `*.patch` files in the order of their names; where they are of more than one
 * version, those of the newest that is whole.
 * @throws UsageError when there are none, or a file is none
 */
export async function readFolder(folder: string): Promise<MailedPatches> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.patch')).sort();
  const files = names.filter((name) => !coverLetter.test(name));
  if (files.length === 0)
    throw new UsageError(`${folder} holds no *.patch file`, 'Make them with git format-patch.');
  if (names.length > 2 * maxPatches)
    throw new UsageError(`${folder} holds ${names.length} *.patch files: that is no series`);
  const origins = new Map<Mail, string>();
  const covers: Mail[] = [];
  for (const name of names) {
    const own = await mailsOf(join(folder, name), maxPatchBytes);
    if (coverLetter.test(name)) covers.push(...own);
    else for (const mail of patchesAmong(own, join(folder, name))) origins.set(mail, name);
  }
  const all = [...origins.keys()];
  const several = hasVersions(all);
  const chosen = several
    ? chooseSeries([...covers, ...all], folder)
    : { patches: all, cover: covers.at(-1), notes: [] };
  const { patches, cover, notes } = chosen;
  const base = baseOf([...(cover ? [cover] : []), ...patches]);
  return {
    patches: patches.map((mail) => named(mail, origins.get(mail) ?? '')),
    ...(cover && { cover }),
    ...(base && { base }),
    notes,
    loose: !several,
  };
}

/** Whether two of the patches are the same one in two versions: a patch of one's own on top is none. */
function hasVersions(patches: readonly Mail[]): boolean {
  const versions = new Map<string, number>();
  return patches.some(({ tag, title }) => {
    const version = tag?.version ?? 1;
    const keys = [title, ...(tag?.number === undefined ? [] : [`#${tag.number}`])];
    const others = keys.map((key) => versions.get(key) ?? version);
    for (const key of keys) versions.set(key, version);
    return others.some((other) => other !== version);
  });
}

/**
 * The patches of the file at `path`: its only mail, or the series of a thread.
 * @throws UsageError when there are none, or the thread has no version that is whole
 */
export async function readMailFile(path: string): Promise<MailedPatches> {
  const mails = await mailsOf(path, maxMailboxBytes);
  if (mails.length === 1) {
    const patches = patchesAmong(mails, path);
    const base = baseOf(patches);
    return {
      patches: patches.map((mail) => named(mail, basename(path))),
      ...(base && { base }),
      notes: [],
      loose: true,
    };
  }
  const { patches, cover, notes } = chooseSeries(mails, path);
  const base = baseOf([...(cover ? [cover] : []), ...patches]);
  return {
    patches: patches.map((mail, i) => ({ mail, file: fileName(mail, i), label: mail.subject })),
    ...(cover && { cover }),
    ...(base && { base }),
    notes,
    loose: false,
  };
}

const named = (mail: Mail, file: string) => ({ mail, file: visible(file), label: visible(file) });

/** As `git format-patch` would call it. */
function fileName({ tag, title }: Mail, index: number): string {
  const version = (tag?.version ?? 1) > 1 ? `v${tag?.version}-` : '';
  const words = title.replaceAll(/[^A-Za-z0-9._]+/g, '-').replaceAll(/^[-.]+|[-.]+$/g, '');
  return `${version}${String(index + 1).padStart(4, '0')}-${words.slice(0, 52)}.patch`;
}

async function mailsOf(path: string, maxBytes: number): Promise<Mail[]> {
  return splitMailbox(await readText(path, maxBytes)).map(parseMail);
}

/** The file as latin1, out of gzip if it is in it. */
async function readText(path: string, maxBytes: number): Promise<string> {
  const found = await stat(path).catch(() => undefined);
  if (!found?.isFile()) throw new UsageError(`${path} is not a file`);
  if (found.size > maxBytes)
    throw new UsageError(`${path} has ${found.size} bytes: that is no ${whatOf(maxBytes)}`);
  const bytes = await readFile(path);
  const packed = bytes[0] === 0x1f && bytes[1] === 0x8b;
  return (packed ? await unpack(bytes, path) : bytes).toString('latin1');
}

const whatOf = (maxBytes: number) => (maxBytes === maxPatchBytes ? 'patch' : 'thread');

function unpack(bytes: Buffer, path: string): Promise<Buffer> {
  return promisify(gunzip)(bytes, { maxOutputLength: maxMailboxBytes }).catch((error: Error) => {
    const large = 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE';
    const why = large ? `has more than ${maxMailboxBytes} bytes` : 'is cut short or damaged';
    throw new UsageError(`${path} ${why}`, 'Fetch the thread again.');
  });
}

function patchesAmong(mails: readonly Mail[], path: string): Mail[] {
  const patches = mails.filter(({ patch }) => patch !== undefined);
  if (patches.length === 0) throw new UsageError(`${path} changes no file: it is no patch`);
  const long = patches.find(({ patch }) => (patch?.diff.length ?? 0) > maxPatchBytes);
  if (long) throw new UsageError(`${path} has a patch of more than ${maxPatchBytes} bytes`);
  return patches;
}

/** A part of a series is taken as it is: the rest may be in the kernel already. */
export function gapNotes(patches: readonly Pick<Mail, 'tag'>[]): string[] {
  const totals = new Set(patches.map(({ tag }) => tag?.total));
  const [total] = totals;
  if (totals.size !== 1 || total === undefined || total > maxPatches) return [];
  const there = new Set(patches.map(({ tag }) => tag?.number));
  const missing = Array.from({ length: total }, (_, i) => i + 1).filter((n) => !there.has(n));
  if (missing.length === 0) return [];
  const shown = missing.slice(0, 8).map((number) => `${number}/${total}`);
  return [`going without ${shown.join(', ')}${missing.length > 8 ? ', and more' : ''}`];
}
