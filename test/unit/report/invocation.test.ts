import * as assert from 'uvu/assert';
import { describe } from '../../../src/commands/describe.js';
import { commands } from '../../../src/commands/list.js';
import {
  nameOnly,
  partsOf,
  valueOptions,
  withoutPlaces,
  withValue,
  wordsOf,
} from '../../../src/report/invocation.js';
import { suite } from '../../../src/suite/index.js';

const test = suite('the words of a command');

const making = commands
  .map(describe)
  .filter(({ name }) => ['run', 'ci', 'mutate', 'replay'].includes(name));

for (const command of making) {
  test(`the options of ${command.name} that take a value are known`, () => {
    const taking = command.options.filter(({ takesValue }) => takesValue).map(({ name }) => name);
    assert.equal(
      taking.filter((name) => !valueOptions.has(name)),
      [],
    );
    const others = command.options.filter(({ takesValue }) => !takesValue);
    assert.equal(
      others.filter(({ name }) => valueOptions.has(name)),
      [],
    );
  });
}

test('no option is known that none of them has', () => {
  const names = new Set(making.flatMap(({ options }) => options.map(({ name }) => name)));
  assert.equal(
    [...valueOptions].filter((name) => !names.has(name)),
    [],
  );
});

test('options, their values and patterns are told apart, and are the same words again', () => {
  const words = [
    '-v',
    '--json',
    'x',
    'a',
    '--series=b',
    '--keep',
    '--repeat',
    '--',
    '-c',
    '--json',
  ];
  const parts = partsOf(words.filter((word) => word !== '--repeat'));
  assert.equal(
    parts.map(({ option, value }) => [option, value]),
    [
      ['v', undefined],
      ['json', 'x'],
      [undefined, undefined],
      ['series', 'b'],
      ['keep', undefined],
      [undefined, undefined],
      [undefined, undefined],
    ],
  );
  assert.equal(
    wordsOf(parts),
    words.filter((word) => word !== '--repeat'),
  );
});

test('a value is replaced where it stands', () => {
  const parts = partsOf(['--series=a=b', '--config', 'c']);
  assert.equal(wordsOf(parts.map((part) => withValue(part, 'x'))), ['--series=x', '--config', 'x']);
});

const names: [path: string, name: string][] = [
  ['/home/me/v2/', 'v2'],
  ['v2/0001.patch', '0001.patch'],
  ['none', 'none'],
  ['/', '/'],
  ['git:a..b', 'git:a..b'],
  ['git:a..', 'git:a..'],
  ['git:v7.2..feature/topic', 'git:v7.2..feature/topic'],
  ['git:~/linux:v7.2..feature/topic', 'git:linux:v7.2..feature/topic'],
  ['git:/srv/a:b/linux:me/a..me/b', 'git:linux:me/a..me/b'],
  ['git:/srv/acme/linux', 'linux'],
  ['git:../acme/linux', 'linux'],
];
for (const [path, name] of names)
  test(`${path} is called ${name}`, () => {
    assert.is(nameOnly(path), name);
  });

const places: [invocation: string, without: string][] = [
  ['run --series acme-client/out/0001.patch x', 'run --series 0001.patch x'],
  ['run --series git:/srv/acme/linux:a..me/b', 'run --series git:linux:a..me/b'],
  ['run --series none --config=acme/x.config', 'run --series none --config=x.config'],
  ['run --json acme/x.json --json=y', 'run --json [path] --json=[path]'],
  ['ci --output acme', 'ci --output [path]'],
  ['run --reporter junit=/home/me/x', 'run --reporter junit=[path]'],
  ['run --reporter=junit=acme/x --reporter ktap', 'run --reporter=junit=[path] --reporter ktap'],
  ['replay --json x acme/y.tar.gz', 'replay --json [path] y.tar.gz'],
  ['mutate --mutants acme/mine', 'mutate --mutants mine'],
  ['run ~/acme ./acme --append a=/acme', 'run [path] [path] --append a=[path]'],
  ['run --accel tcg a/b -- --json x', 'run --accel tcg a/b -- --json x'],
];
for (const [invocation, without] of places)
  test(`without places ${invocation} is ${without}`, () => {
    assert.is(withoutPlaces(invocation.split(' ')).join(' '), without);
  });

test('an empty invocation has no places', () => {
  assert.equal(withoutPlaces([]), []);
});
