import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import {
  addStepSummary,
  hasGithub,
  outletsOf,
  writeFiles,
} from '../../../src/commands/reporters.js';
import { UsageError } from '../../../src/errors.js';
import { views } from '../../../src/report/reporters.js';
import { summaryLimit } from '../../../src/report/step-summary.js';
import { suite } from '../../../src/suite/index.js';
import { errorOf } from '../../helpers/failing.js';
import { report, runReport } from '../../helpers/run-report.js';
import { inTempFolder } from '../../helpers/temp-folder.js';

const test = suite('reporters that are asked for');

test('without a word the pretty one has standard output', async () => {
  assert.equal(await outletsOf({}), { stdout: 'pretty', files: [] });
});

test('one without a file has standard output, others their files, --json among them', () =>
  inTempFolder(async (folder) => {
    const [junit, json] = [join(folder, 'j=x.xml'), join(folder, 'r.json')];
    const outlets = await outletsOf({ reporter: ['ktap', `junit=${junit}`], json });
    assert.equal(outlets, {
      stdout: 'ktap',
      files: [
        { name: 'junit', path: junit },
        { name: 'json', path: json },
      ],
    });
    assert.equal(await readdir(folder), []);
    await writeFiles(outlets, report(runReport()));
    assert.is(await readFile(junit, 'utf8'), views.junit(report(runReport())));
    assert.is(await readFile(json, 'utf8'), views.json(report(runReport())));
  }));

const wrong: [what: string, words: string[], complaint: RegExp][] = [
  ['a name that nobody knows', ['tap'], /there is no reporter tap/],
  ['a name of Object itself', ['constructor'], /there is no reporter constructor/],
  ['two for standard output', ['ktap', 'mail'], /both want standard output/],
  ['one for standard output twice', ['ktap', 'ktap'], /both want standard output/],
  ['no file behind the sign', ['ktap='], /names no file/],
  ['a folder that is not there', ['ktap=FOLDER/no/x'], /there is no such folder/],
  ['a folder in the place of a file', ['ktap=FOLDER/sub'], /is a folder/],
  ['two for one file', ['ktap=FOLDER/x', 'mail=FOLDER/sub/../x'], /both want/],
  ['a file that cannot be made', ['ktap=/proc/x'], /cannot be written/],
];
for (const [what, words, complaint] of wrong) {
  test(`${what} is refused before the work`, () =>
    inTempFolder(async (folder) => {
      await mkdir(join(folder, 'sub'));
      const reporter = words.map((word) => word.replace('FOLDER', folder));
      const error = await errorOf(UsageError, () => outletsOf({ reporter }));
      assert.match(error.message, complaint);
    }));
}

test('--json names itself when it wants the file of another one', () =>
  inTempFolder(async (folder) => {
    const json = join(folder, 'x');
    const both = () => outletsOf({ reporter: [`ktap=${json}`], json });
    assert.match((await errorOf(UsageError, both)).message, /ktap and --reporter json both want/);
  }));

test('the summary of a step is added to what is there, as far as there is room', () =>
  inTempFolder(async (folder) => {
    const file = join(folder, 'summary');
    await writeFile(file, 'x'.repeat(summaryLimit - 400));
    await addStepSummary(report(runReport()), file);
    const text = await readFile(file, 'utf8');
    assert.ok(text.length <= summaryLimit);
    assert.match(text, /^x+<h2>lsm-audit: passed<\/h2>/);
    assert.match(text, /further parts do not fit here/);
    await addStepSummary(report(runReport()), '');
    assert.equal(await readdir(folder), ['summary']);
  }));

test('GitHub is addressed when its view is asked for, wherever it goes', () => {
  assert.is(hasGithub({ stdout: 'github', files: [] }), true);
  assert.is(hasGithub({ stdout: 'pretty', files: [{ name: 'github', path: 'x' }] }), true);
  assert.is(hasGithub({ stdout: 'pretty', files: [{ name: 'mail', path: 'x' }] }), false);
});
