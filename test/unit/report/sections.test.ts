import * as assert from 'uvu/assert';
import type { RunReport } from '../../../src/report/model.js';
import { sectionsOf } from '../../../src/report/sections.js';
import { suite } from '../../../src/suite/index.js';
import { kernelFacts, report, runReport } from '../../helpers/run-report.js';

const test = suite('sections of a report');

const titles = (...runs: Partial<RunReport>[]) =>
  sectionsOf(report(...runs.map(runReport))).map(({ title }) => title);
const kasan = { kernel: { ...kernelFacts, variant: 'kasan' } };

test('runs go by their variant, and those of one variant are counted', () => {
  assert.equal(titles({}, kasan, {}, {}), ['default', 'kasan', 'default (2)', 'default (3)']);
});

test('a repetition has its own number, though others between were not kept', () => {
  const runs = [{ repetition: 1 }, { repetition: 7 }, { ...kasan, repetition: 7 }];
  assert.equal(titles(...runs), ['default', 'default (7)', 'kasan (7)']);
});

test('repetitions of several commands are counted, for their numbers may be the same', () => {
  const runs = [{ repetition: 7 }, { repetition: 7, group: 'another' }];
  assert.equal(titles(...runs), ['default', 'default (2)']);
});
