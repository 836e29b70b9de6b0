import * as assert from 'uvu/assert';
import type { Argv } from 'yargs';
import { describe } from '../../../src/commands/describe.js';
import { suite } from '../../../src/suite/index.js';

const test = suite('commands as data');

const facts = describe({
  name: 'look <place> [thing..]',
  summary: 'Look around',
  options: (argv: Argv) =>
    argv
      .positional('place', { choices: ['here', 'there'] as const, describe: 'where' })
      .positional('thing', { type: 'string', array: true, describe: 'for what' })
      .option('far', { alias: 'f', type: 'boolean', default: false, describe: 'wide' })
      .option('loud', { type: 'boolean', default: true, describe: 'with words' })
      .options({ near: { type: 'number', default: 3, describe: 'in steps' } })
      .option('word', { type: 'string', array: true, describe: 'to say' })
      .option('folder', { type: 'string', default: '/x', defaultDescription: 'its own' })
      .option('inner', { hidden: true })
      .conflicts('far', 'near')
      .example('$0 look here', 'look here')
      .example([['$0 look there', 'look there']]),
  execute: async () => 0,
});

test('positional words are told apart by what they must and may be', () => {
  assert.equal(facts.positionals, [
    {
      ...{ name: 'place', describe: 'where', choices: ['here', 'there'] },
      ...{ optional: false, repeats: false },
    },
    { name: 'thing', describe: 'for what', choices: [], optional: true, repeats: true },
  ]);
});

test('options say whether a value follows, and what holds without them', () => {
  assert.equal(
    facts.options.map(({ name, takesValue, on, repeats, hidden, ...rest }) => [
      name + (takesValue ? ' VALUE' : '') + (repeats ? '..' : ''),
      on ? 'on' : (rest.default ?? ''),
      hidden,
    ]),
    [
      ['far', '', false],
      ['loud', 'on', false],
      ['near VALUE', '3', false],
      ['word VALUE..', '', false],
      ['folder VALUE', 'its own', false],
      ['inner VALUE', '', true],
    ],
  );
  assert.equal(facts.options[0]?.aliases, ['f']);
});

test('examples are kept with what they do', () => {
  assert.equal(facts.examples, [
    { line: '$0 look here', does: 'look here' },
    { line: '$0 look there', does: 'look there' },
  ]);
});
