import * as assert from 'uvu/assert';
import { furtherEvidence, programsOf, scenesOf } from '../../../../src/report/html/evidence.js';
import { suite } from '../../../../src/suite/index.js';
import { evidenceOf, sighting } from '../../../helpers/html-report.js';

const test = suite('evidence in the HTML report');

test('all sightings of a test are read, with their records by owner', () => {
  const evidence = evidenceOf(sighting('file_open', ['a=1', 'b="x"']), sighting('capable', []));
  const [first, second] = scenesOf({ evidence });
  assert.is(first?.program, 'file_open');
  assert.equal(first?.trigger, ['open', 'name']);
  assert.equal(first?.result, { ret: -1, errno: 13 });
  assert.equal(first?.returns, [
    ['start', '1'],
    ['cause', '0'],
    ['file', '-EINVAL'],
  ]);
  assert.equal(
    first?.groups.map(({ name, records }) => [
      name,
      records.map(({ stamp, body }) => [stamp, body]),
    ]),
    [
      [
        'Records of this program',
        [
          ['1795726086.808:1', 'a=1'],
          ['1795726086.808:2', 'b="x"'],
        ],
      ],
      [
        'Other records in the window',
        [['1795726086.808:1', 'arch=c000003e syscall=2 comm="trigger"']],
      ],
    ],
  );
  assert.equal([second?.program, second?.groups.length], ['capable', 1]);
});

test('what a guest did not come back from is a scene without an end', () => {
  const { sightings } = evidenceOf(sighting('file_open', []));
  const scenes = [
    { program: 'file_open', trigger: ['open'] },
    { program: 'capable', trigger: ['reboot', '1'] },
  ];
  assert.equal(
    scenesOf({ evidence: { scenes, sightings } }).map(({ program, ended }) => [program, ended]),
    [
      ['file_open', true],
      ['capable', false],
    ],
  );
});

test('evidence of any other form is shown as it is, and breaks nothing', () => {
  for (const odd of [null, 1, 'x', [], {}, [null], [{ observation: 3, returns: [], facts: 'x' }]])
    assert.type(
      scenesOf({ evidence: { sightings: odd, attempts: odd, scenes: odd } }).length,
      'number',
    );
  assert.equal(furtherEvidence({ evidence: { log: 'a\n', growth: [1], sightings: [] } }), [
    ['log of the verifier', 'a'],
    ['growth', '[\n  1\n]'],
  ]);
});

test('programs are those that were loaded or watched, each once', () => {
  const evidence = { program: 'x', ...evidenceOf(sighting('y', []), sighting('y', [])) };
  assert.equal(programsOf({ evidence }), ['x', 'y']);
});
