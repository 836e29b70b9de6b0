/** A run as data: what every view is made from. */

import type { Failure, TestResult } from '../suite/types.js';

export const schemaVersion = 3;

export interface RunReport {
  schema: typeof schemaVersion;
  /** The name of the run directory, and that of the first run of the same command. */
  id: string;
  group: string;
  /** Which time it is, from 1 on, when the command repeats its runs. */
  repetition?: number;
  /** The words of the command behind the name of the program. */
  invocation: readonly string[];
  tool: { name: 'lsm-audit'; version: string };
  /** ISO 8601. */
  started: string;
  finished: string;
  /** The configuration of the kernel that was asked for. */
  variant: string;
  kernel?: {
    release: string;
    source: { package: string; version: string; suite: string; sha256: string };
    configHash: string;
    imageSha256: string;
    variant: string;
    /** The user's fragments, by name and content. */
    fragments?: { file: string; sha256: string }[];
    cached: boolean;
  };
  series?: {
    name: string;
    /** The subject of its cover letter, if it has one. */
    cover?: string;
    patches: { file: string; subject: string; sha256: string }[];
    /** What it says that it was made for: a commit, a version, and patches below it by their patch id. */
    base?: { commit?: string; version?: string; prerequisites: readonly string[] };
    /** What was decided in reading and applying it. */
    notes?: readonly string[];
  };
  accelerator?: { name: string; reason: string };
  /** The command is missing when the machine was never started. */
  machine?: { type: string; command?: string };
  /** Each begins so many milliseconds behind the start of the run. */
  phases: { name: string; startMs: number; ms: number; guest?: number; note?: string }[];
  /** In the order in which they were started. */
  guests: GuestReport[];
  tests: TestResult[];
  complaints: Complaint[];
  totals: Record<TestResult['status'], number>;
  verdict: 'passed' | 'failed' | 'incomplete';
  /** Why the run ended before its end, if it did. */
  failure?: Failure & { phase: string; exitCode: number; remedy?: string; log?: string };
  runDirectory: string;
}

/** One guest of a run. */
export interface GuestReport {
  /** From 1 on; tests and complaints name it. */
  number: number;
  /** Words that tests wanted on the kernel's command line. */
  boot: readonly string[];
  /** Milliseconds from QEMU's start to init; missing when it never came so far. */
  bootMs?: number;
  /** The file of its console, in the run directory. */
  console: string;
}

/** What a kernel complained of on its console. */
export interface Complaint {
  guest: number;
  /** Of the test that ran, as suite > name. */
  test: string;
  kind: string;
  /** The same for the same fault. */
  title: string;
  /** The line of the console on which it begins, from 1 on. */
  line: number;
  /** Its lines, with the places in the source that they mean. */
  lines: string[];
}

/** What keeps a report from being a success, though no test of it tells. */
export interface Doubt {
  reason: string;
  /** `failed` when the kernel is at fault, `incomplete` when it was not tested as it should be. */
  verdict: 'failed' | 'incomplete';
}

/** What `run` was asked for: a run for each variant. */
export interface Report {
  schema: typeof schemaVersion;
  verdict: RunReport['verdict'];
  /** Tests that none of these variants can show, and those that can. */
  elsewhere: { suite: string; name: string; variants: readonly string[] }[];
  /** Variants that had no turn, when the command was stopped before. */
  unreached?: readonly string[];
  /** Why the runs prove less than they say: what `ci` found when it looked again. */
  doubts?: readonly Doubt[];
  runs: RunReport[];
}

/** The verdict on several runs: each must have passed. */
export function verdictOn(runs: readonly Pick<RunReport, 'verdict'>[]): RunReport['verdict'] {
  const all = runs.map(({ verdict }) => verdict);
  if (all.includes('failed')) return 'failed';
  return all.length > 0 && all.every((verdict) => verdict === 'passed') ? 'passed' : 'incomplete';
}

/** The report of a command: passed only when no variant is left over. */
export function reportOn(
  runs: readonly RunReport[],
  { elsewhere, unreached }: { elsewhere: Report['elsewhere']; unreached: readonly string[] },
): Report {
  const own = verdictOn(runs);
  return {
    schema: schemaVersion,
    verdict: own === 'passed' && unreached.length > 0 ? 'incomplete' : own,
    elsewhere,
    ...(unreached.length > 0 && { unreached }),
    runs: [...runs],
  };
}

/** The report together with what was found when it was looked at again. */
export function withDoubts(report: Report, doubts: readonly Doubt[]): Report {
  if (doubts.length === 0) return report;
  const failed = doubts.some(({ verdict }) => verdict === 'failed');
  const worse = failed ? 'failed' : 'incomplete';
  return { ...report, doubts, verdict: report.verdict === 'passed' ? worse : report.verdict };
}

/** A report as JSON text. */
export function toJson(report: RunReport | Report): string {
  return `${JSON.stringify(report, (_, value: unknown) => (typeof value === 'bigint' ? value.toString() : value), 2)}\n`;
}
