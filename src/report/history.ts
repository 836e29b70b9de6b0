/** What is remembered of a run when its directory is gone: a small file each. Pure. */

import type { Status } from '../suite/types.js';
import type { RunReport } from './model.js';

export const historySchema = 1;

export interface HistoryEntry {
  schema: typeof historySchema;
  /** The name of the run directory. */
  id: string;
  /** The name of the first run of the same command. */
  group: string;
  repetition?: number;
  invocation: readonly string[];
  /** The version of lsm-audit. */
  tool: string;
  /** ISO 8601. */
  started: string;
  finished: string;
  /** Missing, as is the series, when no kernel came about. */
  kernel?: {
    release: string;
    /** Package and version. */
    source: string;
    variant: string;
    configHash: string;
    imageSha256: string;
  };
  /** The digest is that of all patches in their order. */
  series?: { name: string; sha256: string };
  accelerator?: string;
  verdict: RunReport['verdict'];
  /** What ended it before its end. */
  failure?: string;
  tests: readonly HistoryTest[];
}

export interface HistoryTest {
  suite: string;
  name: string;
  status: Status;
  /** Milliseconds. */
  ms: number;
  failure?: string;
}

/** A message longer than this is cut: the whole is in the run directory while that lasts. */
const messageLength = 200;

/** What is to be remembered of `report`; `seriesDigest` is that of its patches. */
export function entryOf(report: RunReport, seriesDigest: string): HistoryEntry {
  const { id, group, repetition, invocation, started, finished, verdict } = report;
  const { kernel, series, accelerator, failure } = report;
  return {
    ...{ schema: historySchema, id, group, invocation, tool: report.tool.version },
    ...(repetition !== undefined && { repetition }),
    ...{ started, finished },
    ...(kernel && { kernel: kernelFacts(kernel) }),
    ...(series && { series: { name: series.name, sha256: seriesDigest } }),
    ...(accelerator && { accelerator: accelerator.name }),
    verdict,
    ...(failure && { failure: short(failure.message) }),
    tests: report.tests.map(({ suite, name, status, durationMs, failure }) => ({
      ...{ suite, name, status, ms: Math.round(durationMs) },
      ...(failure && status === 'failed' && { failure: short(failure.message) }),
    })),
  };
}

function kernelFacts(kernel: NonNullable<RunReport['kernel']>) {
  const { release, source, variant, configHash, imageSha256 } = kernel;
  const { package: name, version } = source;
  return { release, source: `${name} ${version}`, variant, configHash, imageSha256 };
}

const short = (message: string) =>
  message.length > messageLength ? `${message.slice(0, messageLength - 1)}…` : message;

/** The entry in `text`, the file of the run `id`, or why it is none. */
export function parseEntry(id: string, text: string): HistoryEntry | { problem: string } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { problem: 'it is cut or no JSON' };
  }
  const { schema } = (value ?? {}) as { schema?: unknown };
  if (typeof schema === 'number' && schema > historySchema)
    return { problem: 'a newer lsm-audit wrote it' };
  if (schema !== historySchema || !isEntry(value)) return { problem: 'it is no record of a run' };
  return value.id === id ? value : { problem: 'it is about another run' };
}

const statuses: ReadonlySet<unknown> = new Set<Status>([
  ...(['passed', 'failed', 'expected-failure', 'skipped', 'not-run'] as const),
]);
const verdicts: ReadonlySet<unknown> = new Set<RunReport['verdict']>([
  ...(['passed', 'failed', 'incomplete'] as const),
]);

/** Whether all that readers rely on is there. */
function isEntry(value: unknown): value is HistoryEntry {
  const { id, group, invocation, started, finished, kernel, series, verdict, tests } =
    value as Partial<Record<keyof HistoryEntry, unknown>>;
  return (
    areTexts({ id, group }, ['id', 'group']) &&
    Array.isArray(invocation) &&
    [started, finished].every(
      (time) => typeof time === 'string' && !Number.isNaN(Date.parse(time)),
    ) &&
    (kernel === undefined || areTexts(kernel, ['release', 'source', 'variant', 'imageSha256'])) &&
    (series === undefined || areTexts(series, ['name', 'sha256'])) &&
    verdicts.has(verdict) &&
    Array.isArray(tests) &&
    tests.every((test) => areTexts(test, ['suite', 'name']) && isOutcome(test))
  );
}

function areTexts(value: unknown, names: readonly string[]): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const fields = value as Record<string, unknown>;
  return names.every((name) => typeof fields[name] === 'string');
}

function isOutcome({ status, ms }: Partial<HistoryTest>): boolean {
  return statuses.has(status) && typeof ms === 'number';
}
