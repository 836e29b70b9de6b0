import * as assert from 'uvu/assert';
import { scrubbed, scrubber } from '../../../src/bundle/index.js';
import { suite } from '../../../src/suite/index.js';

const test = suite('scrubbing');

const identity = {
  folders: [
    { path: '/home/alice/.cache/lsm-audit', word: '[cache]' },
    { path: '/home/alice/.cache/lsm-audit/runs/one', word: '[run]' },
  ],
  home: '/home/alice',
  hostName: 'gandalf',
  userName: 'alice',
};

const cases: [what: string, text: string, expected: string][] = [
  [
    'the folder that fits best',
    'at /home/alice/.cache/lsm-audit/runs/one/run.log',
    'at [run]/run.log',
  ],
  ['a folder in a command', "-kernel '/home/alice/.cache/lsm-audit/k'", "-kernel '[cache]/k'"],
  ['no folder with a longer name', '/home/alice/.cache/lsm-audit-2/x', '[home]'],
  ['all that lies at home', '(file:///home/alice/secret/plan.js:3:4)', '(file://[home]:3:4)'],
  ['no other home', '/home/alicent/x', '/home/alicent/x'],
  [
    'the name of the host',
    'gandalf: gandalf.example.org, gandalfs',
    '[host]: [host].example.org, gandalfs',
  ],
  ['the name of the user', 'alice@x malice', '[user]@x malice'],
  ['the search path', 'env -i PATH=/home/bob/bin:/usr/bin LC_ALL=C', 'env -i PATH=[path] LC_ALL=C'],
];

for (const [what, text, expected] of cases)
  test(`takes out ${what}`, () => {
    assert.is(scrubber(identity)(text), expected);
  });

test('leaves words alone that tell nobody apart', () => {
  const scrub = scrubber({ folders: [], home: '/', hostName: 'localhost', userName: 'root' });
  assert.is(scrub('root at / on localhost'), 'root at / on localhost');
});

test('goes through a whole value, but not through what is exempt', () => {
  const value = { log: ['on gandalf', 1, null], test: 'gandalf falls', deep: { test: 'gandalf' } };
  assert.equal(scrubbed(value, scrubber(identity), new Set(['test'])), {
    log: ['on [host]', 1, null],
    test: 'gandalf falls',
    deep: { test: 'gandalf' },
  });
});
