import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { UsageError } from '../../../src/errors.js';
import { projectRoot } from '../../../src/host/paths.js';
import { readFragments } from '../../../src/kernel/configuration.js';
import { readVariants, variantOf } from '../../../src/kernel/variants.js';
import { suite } from '../../../src/suite/index.js';
import { errorOf } from '../../helpers/failing.js';
import { inTempFolder } from '../../helpers/temp-folder.js';

const test = suite('kernel configuration');

test('the fragments of the project agree, and ask for what the kfuncs need', async () => {
  const { merged } = await readFragments(join(projectRoot, 'kconfig'));
  for (const name of ['BPF_LSM', 'AUDIT', 'AUDITSYSCALL', 'DEBUG_INFO_BTF', 'PVH'])
    assert.is(merged.get(name)?.value, 'y', name);
});

test('the text does not depend on comments, nor on which file says what', () =>
  inTempFolder(async (folder) => {
    await writeFile(join(folder, 'b.config'), '# why\nCONFIG_B=y\n');
    await writeFile(join(folder, 'a.config'), 'CONFIG_A=8\n');
    await writeFile(join(folder, 'notes.txt'), 'CONFIG_C=y\n');
    assert.is((await readFragments(folder)).text, 'CONFIG_A=8\nCONFIG_B=y\n');
  }));

test('a contradiction names both files with their folder', () =>
  inTempFolder(async (folder) => {
    await writeFile(join(folder, 'a.config'), 'CONFIG_A=y\n');
    await writeFile(join(folder, 'b.config'), '# CONFIG_A is not set\n');
    const { message } = await errorOf(UsageError, () => readFragments(folder));
    const [a, b] = ['a.config:1', 'b.config:1'].map((place) => join(folder, place));
    assert.is(message, `CONFIG_A is y in ${a}, but n in ${b}`);
  }));

test('a folder without fragments is a mistake', () =>
  inTempFolder(async (folder) => {
    const { message } = await errorOf(UsageError, () => readFragments(folder));
    assert.is(message, `${folder} holds no *.config file`);
  }));

const withVariant = (text: string, work: (folder: string, file: string) => Promise<void>) =>
  inTempFolder(async (folder) => {
    await writeFile(join(folder, 'base.config'), 'CONFIG_A=y\nCONFIG_B=y\n');
    const file = join(folder, 'variant');
    await writeFile(file, text);
    await work(folder, file);
  });

test('a variant changes and adds to the base', () =>
  withVariant('# why\n# CONFIG_A is not set\nCONFIG_C=8\n', async (folder, file) => {
    const { text } = await readFragments(folder, { file });
    assert.is(text, '# CONFIG_A is not set\nCONFIG_B=y\nCONFIG_C=8\n');
  }));

test('a variant that wants what the base has is a mistake, and is shown', () =>
  withVariant('CONFIG_B=y\n', async (folder, file) => {
    const { message } = await errorOf(UsageError, () => readFragments(folder, { file }));
    const base = join(folder, 'base.config');
    assert.is(message, `${file}:1: CONFIG_B is y in ${base}:2 already`);
  }));

test('a variant that turns off what is off is a mistake too', () =>
  withVariant('# why\n# CONFIG_C is not set\n', async (folder, file) => {
    const { message } = await errorOf(UsageError, () => readFragments(folder, { file }));
    assert.is(message, `${file}:2: CONFIG_C is n without being named`);
  }));

/** What becomes of a base with A and B, a variant that turns A off, and fragments of the user. */
const withOwn = (
  own: readonly string[],
  work: (read: (variant?: boolean) => ReturnType<typeof readFragments>, folder: string) => unknown,
) =>
  inTempFolder(async (folder) => {
    await writeFile(join(folder, 'base.config'), 'CONFIG_A=y\nCONFIG_B=y\n');
    await writeFile(join(folder, 'variant'), '# CONFIG_A is not set\n');
    const files = own.map((_, i) => join(folder, `own${i}`));
    for (const [i, text] of own.entries()) await writeFile(files[i] ?? '', text);
    const variant = { file: join(folder, 'variant') };
    await work((named = false) => readFragments(folder, named ? variant : {}, files), folder);
  });

test('fragments of the user change the base, and what they change is said', () =>
  withOwn(['CONFIG_B=n\nCONFIG_A=y\n', 'CONFIG_C="x"\n'], async (read, folder) => {
    const { text, notes, own } = await read();
    assert.is(text, '# CONFIG_B is not set\nCONFIG_A=y\nCONFIG_C="x"\n');
    const base = join(folder, 'base.config');
    assert.equal(notes, [`CONFIG_B is n by ${join(folder, 'own0')}:1, and not y as in ${base}:2`]);
    assert.equal(
      own.map(({ file }) => file),
      ['own0', 'own1'],
    );
    assert.is.not(own[0]?.sha256, own[1]?.sha256);
  }));

test('a user and a variant go together where they do not disagree', () =>
  withOwn(['CONFIG_B=8\n# CONFIG_A is not set\n'], async (read) => {
    assert.is((await read(true)).text, '# CONFIG_A is not set\nCONFIG_B=8\n');
  }));

test('what a variant and a user want differently names both files and lines', () =>
  withOwn(['\nCONFIG_A=y\n'], async (read, folder) => {
    const { message } = await errorOf(UsageError, () => read(true));
    const [variant, own] = ['variant', 'own0'].map((name) => join(folder, name));
    assert.is(message, `CONFIG_A is n in ${variant}:1, but y in ${own}:2`);
  }));

test('what two fragments of the user want differently names both files and lines', () =>
  withOwn(['CONFIG_C=1\n', '# two\nCONFIG_C=2\n'], async (read, folder) => {
    const { message } = await errorOf(UsageError, () => read());
    const [one, two] = ['own0', 'own1'].map((name) => join(folder, name));
    assert.is(message, `CONFIG_C is 1 in ${one}:1, but 2 in ${two}:2`);
  }));

test('a fragment that is missing, no file, or far too large is a mistake of the caller', () =>
  withOwn([], async (_, folder) => {
    const large = join(folder, 'large');
    await writeFile(large, `#${'x'.repeat(1024 * 1024)}`);
    const mistakes: [string, RegExp][] = [
      [join(folder, 'none'), /none is not a file$/],
      [folder, /is not a file$/],
      ['/dev/zero', /^\/dev\/zero is not a file$/],
      [large, /large has 1048577 bytes: that is no fragment$/],
    ];
    for (const [file, message] of mistakes) {
      const error = await errorOf(UsageError, () => readFragments(folder, {}, [file]));
      assert.match(error.message, message);
    }
  }));

test('each variant of the project describes itself and changes the base', async () => {
  const kconfig = join(projectRoot, 'kconfig');
  const base = await readFragments(kconfig);
  for (const variant of readVariants(kconfig)) {
    assert.match(variant.description, /\w.*\.$/, variant.name);
    const { text } = await readFragments(kconfig, variant);
    assert.is(text === base.text, variant.name === 'default', variant.name);
  }
});

test('a variant that there is not gets the list of those that there are', async () => {
  const wrong = async () => void variantOf('../base', join(projectRoot, 'kconfig'));
  const { remedy } = await errorOf(UsageError, wrong);
  assert.match(remedy ?? '', /Choose one of\n {2}default .*\n(?: {2}.*\n)* {2}kasan /);
});
