/** A run that is larger than any: for what must stay fast. */

import type { RunFiles } from '../../src/report/html/input.js';
import type { RunReport } from '../../src/report/model.js';
import { complaint, evidenceOf, mixedFiles, mixedRun, sighting, splat } from './html-report.js';
import { testResult } from './run-report.js';

const tests = 500;
const recordsOfMost = 8;
/** One test has that many, so that there are 5,000 in all. */
const recordsOfOne = 5000 - (tests - 1) * recordsOfMost;
const consoleLines = 50_000;

const body = (i: number) =>
  `prog-id=6 pid=${i} comm="trigger" cause="file_open" path="/tmp/trigger.x/${i}" dev="tmpfs" ino=${i}`;
const bodies = (count: number) => Array.from({ length: count }, (_, i) => body(i));

/** 500 tests of 50 suites with 5,000 records. */
export function largeRun(): RunReport {
  const results = Array.from({ length: tests }, (_, i) =>
    testResult({
      suite: `suite ${Math.floor(i / 10)}`,
      name: `${i % 3 === 0 ? 'A3: ' : ''}records what ${i} says`,
      startMs: 2000 + i * 20,
      status: i % 50 === 49 ? 'failed' : 'passed',
      ...(i % 50 === 49 && {
        failure: { message: 'not so', details: ['expected  a', 'seen      b'] },
      }),
      evidence: evidenceOf(sighting('file_open', bodies(i === 3 ? recordsOfOne : recordsOfMost))),
    }),
  );
  return mixedRun({ id: 'large', tests: results, complaints: [{ ...complaint, line: 30_001 }] });
}

/** Its console of 50,000 lines, and programs. */
export function largeFiles(): RunFiles {
  const lines = Array.from(
    { length: consoleLines },
    (_, i) =>
      `[${(i / 100).toFixed(6).padStart(12)}] virtio_mmio: line ${i} of a kernel that talks much`,
  );
  lines.splice(30_000, splat.length, ...splat);
  return { ...mixedFiles, consoles: new Map([[1, `${lines.join('\n')}\n`]]) };
}
