import * as assert from 'uvu/assert';
import { attribute } from '../../../src/audit/attribution.js';
import { parseRecord } from '../../../src/audit/record.js';
import { suite } from '../../../src/suite/index.js';

const test = suite('audit attribution');

const record = (body: string, type = 1427) =>
  parseRecord({ type, payload: `audit(1.234:5): ${body}` });

/** The bodies in each list, for program 6; lists that are empty are left out. */
function sorted(records: ReturnType<typeof record>[], early: ReturnType<typeof record>[] = []) {
  const { progId, ...lists } = attribute(6, early, records);
  assert.is(progId, 6);
  const bodies = Object.entries(lists).map(([name, list]) => [name, list.map(({ body }) => body)]);
  return Object.fromEntries(bodies.filter(([, list]) => list?.length));
}

test('a record belongs to the program that it names', () => {
  const bodies = ['prog-id=6 a=1', 'prog-id=60 a=2', 'prog-id=6 a=3', 'prog-id=16 a=4'];
  assert.equal(sorted(bodies.map((body) => record(body))), {
    records: ['prog-id=6 a=1', 'prog-id=6 a=3'],
    foreign: ['prog-id=60 a=2', 'prog-id=16 a=4'],
  });
});

test("a record that names no program, two, or no number is nobody's", () => {
  const bodies = [
    'pid=1',
    'prog-id=6 prog-id=6',
    'prog-id=6 prog-id=7',
    'prog-id=',
    'prog-id=6x',
    'prog-id="6"',
    'prog-id=-1',
    '',
  ];
  assert.equal(sorted(bodies.map((body) => record(body))), { unattributed: bodies });
});

test('records of other types are others, whatever they name', () => {
  const load = record('prog-id=6 op=LOAD', 1334);
  assert.equal(sorted([load, record('', 1320)]), { others: ['prog-id=6 op=LOAD', ''] });
});

test('of what came before only the own and the nameless count', () => {
  const early = [
    record('prog-id=6 a=1'),
    record('prog-id=7 a=2'),
    record('a=3'),
    record('prog-id=6 op=LOAD', 1334),
  ];
  assert.equal(sorted([record('prog-id=6 a=4')], early), {
    records: ['prog-id=6 a=4'],
    stale: ['prog-id=6 a=1'],
    unattributed: ['a=3'],
  });
});
