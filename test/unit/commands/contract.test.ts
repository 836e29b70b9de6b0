/** What --help, the manual and README say of exit codes, environment and commands is true, and the same. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { contractText, environment, exitCodes, exitNotes } from '../../../src/commands/contract.js';
import { describe } from '../../../src/commands/describe.js';
import { commands } from '../../../src/commands/list.js';
import { manual } from '../../../src/commands/manual.js';
import { parse } from '../../../src/commands/parser.js';
import { typedLine } from '../../../src/commands/shell-words.js';
import { ExitCode } from '../../../src/errors.js';
import { projectRoot } from '../../../src/host/paths.js';
import { suite } from '../../../src/suite/index.js';

const test = suite('contract of the command line');

const facts = commands.map(describe);
const readme = readFileSync(join(projectRoot, 'README.md'), 'utf8');
const page = manual(facts, { title: 't', about: 'a', version: '1', date: '2026-03-11' });

/** All of src but the list itself. */
function sources(): string[] {
  const src = join(projectRoot, 'src');
  const files = readdirSync(src, { recursive: true, encoding: 'utf8' });
  return files
    .filter((file) => file.endsWith('.ts') && file !== 'commands/contract.ts')
    .map((file) => readFileSync(join(src, file), 'utf8'));
}

test('each variable of ours that is read is listed, and each that is listed is read', () => {
  const read = sources().flatMap((text) =>
    [...text.matchAll(/\b(?:LSM_AUDIT_[A-Z_]+|NO_COLOR|FORCE_COLOR)(?=')/g)].map(([name]) => name),
  );
  assert.equal([...new Set(read)].sort(), environment.map(({ name }) => name).sort());
});

test('--verbose has the same short form everywhere', () => {
  const without = facts.filter(({ options }) =>
    options.some(({ name, aliases }) => name === 'verbose' && !aliases.includes('v')),
  );
  assert.equal(
    without.map(({ name }) => name),
    [],
  );
});

test('README and manual say the same of the codes that only some commands have', () => {
  const plain = readme.replaceAll('`', '').replaceAll(/\s+/g, ' ');
  assert.ok(plain.includes(exitNotes), exitNotes);
  const words = page.replaceAll('\\&', '').replaceAll('\\', '').replaceAll(/\s+/g, ' ');
  assert.ok(words.includes(exitNotes), 'the manual');
});

test('each exit code is listed', () => {
  assert.equal(
    exitCodes.map(({ code }) => code),
    Object.values(ExitCode),
  );
});

test('README, help and manual have all codes, variables and commands', () => {
  for (const { code, means } of exitCodes) {
    assert.match(readme, `| ${code} | ${means} |`);
    assert.match(contractText(), new RegExp(`^  ${code} +${means.replaceAll(/[()]/g, '.')}$`, 'm'));
    assert.match(page, `\n\\fB${code}\\fR\n`);
  }
  for (const { name, means } of environment) {
    assert.match(readme, `| \`${name}\` |`);
    assert.match(contractText(), `${name.padEnd(16)}  ${means}`);
    assert.match(page, `\n\\fB${name}\\fR\n`);
  }
  for (const { name, usage } of facts) {
    assert.match(readme, new RegExp(`^\\| \`${name}[ \`]`, 'm'), name);
    assert.match(page, `\n.SS ${usage}\n`);
  }
});

for (const { name, summary, examples, options, positionals } of facts) {
  test(`${name} has examples, and says what its words and options mean`, () => {
    assert.ok(examples.length > 0, 'no example');
    assert.ok(summary.length > 10 && !summary.endsWith('.'), summary);
    for (const one of [...options, ...positionals]) assert.ok(one.describe.length > 3, one.name);
    for (const { does } of examples) assert.ok(does.length > 3);
  });

  for (const { line } of examples) {
    test(`the example "${line}" is a command line that ${name} takes`, async () => {
      const [, own = ''] = /\$0 (.*?)(?: [|>] .*|\))?$/.exec(line) ?? [];
      const { words } = typedLine(own, '');
      const taken: string[] = [];
      const perform = async (command: { name: string }) => {
        taken.push(command.name.split(' ', 1)[0] ?? '');
        return 0;
      };
      await parse(words, { commands, perform });
      assert.equal(taken, [name]);
    });
  }
}

test('the manual has every option with its meaning, and every example', () => {
  for (const { options, examples } of facts) {
    for (const { name, hidden, on } of options) {
      const dashed = `\\-\\-${(on ? `no-${name}` : name).replaceAll('-', '\\-')}\\fR`;
      assert.is(page.includes(dashed), !hidden, name);
    }
    for (const { line } of examples)
      assert.ok(
        page
          .replaceAll(/\\(?:&|fB|fR)/g, '')
          .includes(
            line
              .split(' ')
              .at(-1)
              ?.replaceAll('-', '\\-')
              .replaceAll('~', '\\(ti')
              .replaceAll("'", '\\(aq')
              .replaceAll('"', '\\(dq') ?? '',
          ),
        line,
      );
  }
});

test('the manual is the same for the same build, and begins as man(7) wants it', () => {
  assert.match(
    page,
    /^\.TH LSM\\-AUDIT 1 2026-03-11 "lsm\\-audit 1"\n\.SH NAME\nlsm\\-audit \\- t\n/,
  );
  const again = manual(facts, { title: 't', about: 'a', version: '1', date: '2026-03-11' });
  assert.is(again, page);
});
