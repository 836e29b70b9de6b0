/** The manual page before its readers, and completion in real shells. */

import * as assert from 'uvu/assert';
import { suite } from '../../src/suite/index.js';
import { cli } from '../helpers/cli.js';
import { withManualTools } from '../helpers/manual-tools.js';
import { inTempFolder } from '../helpers/temp-folder.js';

const test = suite('manual page', { deadlineS: 600 });

const page = () =>
  inTempFolder(async (cache) => {
    const { code, stdout, stderr } = await cli(['man'], { cache });
    assert.is(code, 0, stderr);
    return stdout;
  });

test('mandoc finds nothing to complain of, and groff neither', async () => {
  await withManualTools({ 'lsm-audit.1': await page() }, async (run) => {
    const lint = await run('mandoc', '-T', 'lint', '-W', 'style', 'lsm-audit.1');
    assert.equal(lint, { code: 0, all: '' });
    const groff = await run('sh', '-c', 'groff -man -Tutf8 -ww -z lsm-audit.1');
    assert.equal(groff, { code: 0, all: '' });
  });
});

test('a reader finds commands, codes and variables where man pages have them', async () => {
  await withManualTools({ 'lsm-audit.1': await page() }, async (run) => {
    const { code, all } = await run('sh', '-c', 'mandoc -T utf8 lsm-audit.1 | col -b');
    assert.is(code, 0);
    assert.match(all, /^LSM-AUDIT\(1\)/);
    const sections = [...all.matchAll(/^[A-Z][A-Z ]+$/gm)].map(([title]) => title);
    assert.equal(sections, [
      ...['NAME', 'SYNOPSIS', 'DESCRIPTION', 'OPTIONS', 'COMMANDS'],
      ...['EXIT STATUS', 'ENVIRONMENT', 'FILES', 'SEE ALSO'],
    ]);
    assert.match(all, /--until-failure/);
    assert.match(all, /lsm-audit run --series ~\/series\/v2 sockaddr/);
  });
});
