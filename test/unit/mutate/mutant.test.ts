import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { claims } from '../../../src/claims/index.js';
import { UsageError } from '../../../src/errors.js';
import { projectRoot } from '../../../src/host/paths.js';
import { readVariants } from '../../../src/kernel/variants.js';
import { parseMail, pathsOf } from '../../../src/mail/index.js';
import { mailOf, parseMutant, readMutants, selectMutants } from '../../../src/mutate/mutant.js';
import { kconfig } from '../../../src/session/prepare.js';
import { suite } from '../../../src/suite/index.js';
import { inTempFolder } from '../../helpers/temp-folder.js';

const test = suite('mutants');

const diff = `--- a/security/x.c
+++ b/security/x.c
@@ -1,2 +1,2 @@
 one
-two
+three
`;
const header = ['# SPDX-License-Identifier: GPL-2.0', '# Breaks: counting', '# Claims: A1, C task'];
const textOf = (...lines: string[]) => `${lines.join('\n')}\n\n${diff}`;

test('a mutant says what it breaks, which claims shall see it, and where', () => {
  const mutant = { name: 'miscounts', breaks: 'counting', claims: ['A1', 'C task'], diff };
  assert.equal(parseMutant('miscounts', textOf(...header)), { ...mutant, variants: ['default'] });
  const { variants } = parseMutant('m', textOf(...header, '# Variants: kasan, lockdep'));
  assert.equal(variants, ['kasan', 'lockdep']);
  assert.equal(parseMutant('m', textOf('# Breaks: x', '# Claims: basic')).claims, []);
});

test('git writes diffs with a line of its own, and they are taken too', () => {
  const text = `${header.join('\n')}\ndiff --git a/security/x.c b/security/x.c\n${diff}`;
  assert.match(parseMutant('m', text).diff, /^diff --git a\//);
});

const malformed: [what: string, text: string, complaint: RegExp][] = [
  ['nothing', '', /mutant m: no diff/],
  ['no diff', header.join('\n'), /no diff/],
  ['paths without a/ and b/', textOf(...header).replaceAll(/[ab]\//g, ''), /no diff/],
  ['no hunk', textOf(...header).replace(/@@.*/s, ''), /no hunk/],
  ['no word on what it breaks', textOf('# Claims: A1'), /no line "# Breaks/],
  ['an empty word on what it breaks', textOf('# Breaks: ', '# Claims: A1'), /no line "# Breaks/],
  ['no claims', textOf('# Breaks: x'), /no line "# Claims/],
  ['a claim that there is not', textOf('# Breaks: x', '# Claims: A1, A9'), /no claim "A9"/],
  ['a header behind the diff', `${diff}${header.join('\n')}\n`, /no line "# Breaks/],
];

for (const [what, text, complaint] of malformed) {
  test(`${what}: refused`, () => {
    try {
      parseMutant('m', text);
    } catch (error) {
      assert.instance(error, UsageError);
      return assert.match((error as UsageError).message, complaint);
    }
    assert.unreachable();
  });
}

test('a folder without mutants is refused', () =>
  inTempFolder(async (folder) => {
    for (const wrong of [folder, join(folder, 'none')]) {
      const error = await readMutants(wrong).catch((error: unknown) => error);
      assert.instance(error, UsageError, wrong);
    }
  }));

test('as a mail it has a subject and changes what its diff changes', () => {
  const mail = mailOf(parseMutant('miscounts', textOf(...header)));
  const { subject, patch } = parseMail(mail);
  assert.is(subject, '[PATCH] mutant: miscounts');
  assert.equal(pathsOf(patch?.changes ?? []), ['security/x.c']);
});

test('words choose by name, and one that chooses nothing is an error', () => {
  const all = ['one', 'two', 'twelve'].map((name) => parseMutant(name, textOf(...header)));
  const chosen = (...words: string[]) => selectMutants(all, words).map(({ name }) => name);
  assert.equal(chosen(), ['one', 'two', 'twelve']);
  assert.equal(chosen('tw'), ['two', 'twelve']);
  assert.throws(() => chosen('tw', 'six'), /no mutant matches "six"/);
});

const embedded = join(projectRoot, 'test/mutants');

test('those of the embedded series name variants that there are, and have a licence', async () => {
  const known = readVariants(kconfig).map(({ name }) => name);
  for (const { name, variants } of await readMutants(embedded)) {
    assert.match(name, /^[a-z0-9]+(?:-[a-z0-9]+)*$/);
    assert.ok(
      variants.every((variant) => known.includes(variant)),
      name,
    );
    const text = await readFile(join(embedded, `${name}.patch`), 'utf8');
    assert.match(text, /^# SPDX-License-Identifier: GPL-2\.0\n/, name);
  }
});

/** No slip in the series can violate them: they are about other code, or cannot hold at all. */
const beyondTheSeries = [
  ...['A2', 'V8', 'V9', 'V11', 'V17', 'V18', 'V19', 'V20'],
  ...['C netif name', 'C very long path', 'C expansion failure', 'D NULL context'],
];

test('those of the embedded series are about each claim that a slip could violate', async () => {
  const about = (await readMutants(embedded)).flatMap(({ claims }) => claims);
  const without = claims.map(({ id }) => id).filter((id) => !about.includes(id));
  assert.equal(
    without.filter((id) => !beyondTheSeries.includes(id)),
    [],
  );
});

test('mutants of headers come last', () =>
  inTempFolder(async (folder) => {
    await writeFile(join(folder, 'a.patch'), textOf(...header).replaceAll('security/', 'include/'));
    await writeFile(join(folder, 'b.patch'), textOf(...header));
    assert.equal(
      (await readMutants(folder)).map(({ name }) => name),
      ['b', 'a'],
    );
  }));
