/**
 * A mutant: a plausible slip in the code of a series, as a diff against the kernel tree that has the series
 * applied. A suite that stays green with it proves less than it says. Pure, but for readMutants().
 */

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { claims as allClaims } from '../claims/index.js';
import { UsageError } from '../errors.js';

export interface Mutant {
  /** The name of its file, without the suffix. */
  name: string;
  /** What it breaks for a user, in a line. */
  breaks: string;
  /** The claims whose tests shall see it; none when it breaks what every user takes for granted. */
  claims: string[];
  /** The kernel variants to try it on: the default, unless it shows on others only. */
  variants: string[];
  diff: string;
}

/** Stands in the place of claims, for what none of them is about. */
const basic = 'basic';

const suffix = '.patch';

/**
 * The mutants of `folder` by name, those of headers last: such a one has half of the kernel
 * compiled, and so has the next one, which takes it back.
 * @throws UsageError when it holds none, or one is malformed
 */
export async function readMutants(folder: string): Promise<Mutant[]> {
  const names = await readdir(folder).catch(() => {
    throw new UsageError(`${folder} is not a folder`, 'Give --mutants a folder of *.patch files.');
  });
  const files = names.filter((name) => name.endsWith(suffix)).sort();
  if (files.length === 0) throw new UsageError(`${folder} holds no *${suffix} file`, remedy);
  const parse = async (file: string) =>
    parseMutant(file.slice(0, -suffix.length), await readFile(join(folder, file), 'utf8'));
  const mutants = await Promise.all(files.map(parse));
  const changesHeader = ({ diff }: Mutant) => /^\+\+\+ b\/include\//m.test(diff);
  return [...mutants.filter((mutant) => !changesHeader(mutant)), ...mutants.filter(changesHeader)];
}

/** @throws UsageError that says what a mutant lacks */
export function parseMutant(name: string, text: string): Mutant {
  const wrong = (what: string) => new UsageError(`mutant ${name}: ${what}`, remedy);
  const start = /^(?:diff --git|---) a\//m.exec(text)?.index;
  if (start === undefined) throw wrong('no diff with paths below a/ and b/');
  const header = headerOf(text.slice(0, start));
  const diff = text.slice(start);
  if (!/^@@ -\d+(?:,\d+)? \+\d+(?:,\d+)? @@/m.test(diff)) throw wrong('its diff has no hunk');
  const { Breaks: breaks, Claims: claimed, Variants: variants } = header;
  if (!breaks) throw wrong('no line "# Breaks: ..."');
  if (!claimed) throw wrong('no line "# Claims: ..."');
  const claims = claimed === basic ? [] : list(claimed);
  const unknown = claims.find((id) => !allClaims.some((claim) => claim.id === id));
  if (unknown !== undefined) throw wrong(`there is no claim "${unknown}"`);
  return { name, breaks, claims, variants: list(variants ?? 'default'), diff };
}

const remedy =
  'Begin it with "# Breaks: WHAT" and "# Claims: A1, C task", as those of test/mutants do.';

const headerOf = (text: string): Partial<Record<string, string>> =>
  Object.fromEntries(
    [...text.matchAll(/^# (\w+): (.*\S)/gm)].map(([, key, value]) => [key, value]),
  );

const list = (text: string) => text.split(/,\s*/).filter((word) => word !== '');

/** The mutant as a mail, as `git am` takes it behind the patches of a series. */
export function mailOf({ name, breaks, diff }: Mutant): string {
  return `From ${'0'.repeat(40)} Mon Sep 17 00:00:00 2001
From: lsm-audit <lsm-audit@localhost>
Date: Thu, 1 Jan 1970 00:00:00 +0000
Subject: [PATCH] mutant: ${name}

Breaks: ${breaks}
---
${diff}`;
}

/** The mutants whose name has one of the words; all of them without words. @throws UsageError */
export function selectMutants(mutants: readonly Mutant[], words: readonly string[]): Mutant[] {
  const missing = words.find((word) => !mutants.some(({ name }) => name.includes(word)));
  if (missing !== undefined)
    throw new UsageError(`no mutant matches "${missing}"`, 'List the mutants with --list.');
  return mutants.filter(
    ({ name }) => words.length === 0 || words.some((word) => name.includes(word)),
  );
}
