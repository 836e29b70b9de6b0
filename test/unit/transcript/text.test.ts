import fc from 'fast-check';
import * as assert from 'uvu/assert';
import { UsageError } from '../../../src/errors.js';
import { suite } from '../../../src/suite/index.js';
import {
  type Entry,
  parseTranscript,
  transcriptLine,
  transcriptSchema,
} from '../../../src/transcript/index.js';
import { anyLatin1, forAll } from '../../helpers/property.js';

const test = suite('transcripts as text');

const header = { schema: transcriptSchema, guest: 2, secret: 'abc' } as const;

const entry: fc.Arbitrary<Entry> = fc
  .tuple(
    fc.integer({ min: 0, max: 1e9 }).map((thousandths) => thousandths / 1000),
    fc.oneof(
      fc.record({ type: fc.constant('write' as const), channel: fc.nat(), bytes: anyLatin1 }),
      fc.record({ type: fc.constant('read' as const), channel: fc.nat(), bytes: anyLatin1 }),
      fc.record({ type: fc.constant('exec' as const), channel: fc.nat(), command: fc.string() }),
      fc.record({ type: fc.constant('console' as const), line: fc.string() }),
      fc.record({ type: fc.constant('begin' as const), test: fc.string(), state: fc.constant({}) }),
      fc.constant({ type: 'hangup' as const }),
    ),
  )
  .map(([ms, act]) => ({ ms, ...act }));

test('any transcript is read as it was written', () => {
  forAll(
    fc.array(entry, { maxLength: 10 }),
    (entries) => {
      const text = [header, ...entries].map(transcriptLine).join('');
      assert.equal(parseTranscript(text, 'x'), { ...header, entries });
    },
    { share: 0.1 },
  );
});

test('a last line that was cut short is left out', () => {
  const whole = transcriptLine({ ms: 1, type: 'hangup' });
  const text = transcriptLine(header) + whole + whole.slice(0, 9);
  assert.is(parseTranscript(text, 'x').entries.length, 1);
});

const malformed: [what: string, line: string, complaint: RegExp][] = [
  ['no JSON', '{"ms":1,', /line 2 of x .* not JSON/],
  ['a list', '[]', /line 2 of x .* no object/],
  ['nothing', 'null', /no object/],
  ['a type that is unknown', '{"ms":1,"type":"constructor"}', /its type/],
  ['no time', '{"type":"hangup"}', /its ms/],
  ['a time before the start', '{"ms":-1,"type":"hangup"}', /its ms/],
  ['a channel that is no number', '{"ms":1,"type":"close","channel":"1"}', /its channel/],
  [
    'characters that are no bytes',
    '{"ms":1,"type":"read","channel":1,"bytes":"\u0100"}',
    /its bytes/,
  ],
  ['a mark without a state', '{"ms":1,"type":"begin","test":"a > b"}', /its state/],
];

for (const [what, line, complaint] of malformed)
  test(`refuses ${what}`, () => {
    const read = () => parseTranscript(`${transcriptLine(header)}${line}\n`, 'x');
    assert.throws(
      read,
      (error: unknown) => error instanceof UsageError && complaint.test(error.message),
    );
  });

test('refuses another schema, and a file without a header', () => {
  for (const first of ['{"schema":2,"guest":1,"secret":"a"}', '{"ms":1,"type":"hangup"}', ''])
    assert.throws(() => parseTranscript(`${first}\n`, 'x'), /line 1 of x/);
});
