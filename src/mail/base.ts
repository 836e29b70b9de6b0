/** What a series says that it was made for, as `git format-patch --base` writes it. Pure. */

import { visible } from './header.js';
import type { Mail } from './mail.js';

export interface SeriesBase {
  /** The commit, as many digits of it as are given. */
  commit?: string;
  /** The version of the kernel, as in `7.2-rc3`, where it is named or can be read. */
  version?: string;
  /** Patches that the series needs below it, by their patch id. */
  prerequisites: string[];
}

const maxPrerequisites = 200;

const trailer = /^base-(?:commit|branch|tag|tree):[ \t]*([^\n]{1,200})$/gim;
const prerequisite = /^prerequisite-patch-id:[ \t]*([0-9a-f]{7,64})[ \t]*\r?$/gim;

/** What the first of `mails` with such a trailer says: the cover letter, or a patch. */
export function baseOf(mails: readonly Mail[]): SeriesBase | undefined {
  for (const { text } of mails) {
    const values = [...text.matchAll(trailer)].map(([, value = '']) => visible(value.trim()));
    const ids = [...text.matchAll(prerequisite)].map(([, id = '']) => id);
    if (values.length === 0 && ids.length === 0) continue;
    const all = values.join(' ');
    const [, commit] = /(?:^| )([0-9a-f]{7,64})(?![\w.-])/.exec(all) ?? [];
    const version = versionIn(all);
    return {
      ...(commit !== undefined && { commit }),
      ...(version !== undefined && { version }),
      prerequisites: ids.slice(0, maxPrerequisites),
    };
  }
  return undefined;
}

/** The version in a tag such as `v7.2-rc3`. */
export function versionIn(text: string): string | undefined {
  return /\bv(\d{1,3}\.\d{1,3}(?:\.\d{1,4})?(?:-rc\d{1,2})?)(?![\d.])/.exec(text)?.[1];
}

/** What the Makefile of a kernel says of its version, as in `7.2-rc3`. */
export function makefileVersion(makefile: string): string | undefined {
  const value = (name: string) =>
    new RegExp(`^${name} *= *([\\w.-]{0,20})`, 'm').exec(makefile)?.[1] ?? '';
  const [major, minor, sub] = [value('VERSION'), value('PATCHLEVEL'), value('SUBLEVEL')];
  if (!/^\d+$/.test(major) || !/^\d+$/.test(minor)) return undefined;
  const point = /^[1-9]\d*$/.test(sub) ? `.${sub}` : '';
  return `${major}.${minor}${point}${value('EXTRAVERSION')}`;
}

/** `7.2` of `7.2.13-1` and of `7.2-rc3`. */
export const lineOf = (version: string): string => /^\d+\.\d+/.exec(version)?.[0] ?? version;
