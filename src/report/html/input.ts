/** What a page is made from: the report, and what lies beside it in the run directories. */

import type { Complaint, Report, RunReport } from '../model.js';

/** What a run left beside its report. */
export interface RunFiles {
  /** The console of each guest by its number, its lines ended by `\n`. */
  consoles: ReadonlyMap<number, string>;
  /** The sources of programs and their headers by file name. */
  programs: ReadonlyMap<string, string>;
}

/** What others know: reports know nothing of audit, shells and disks. */
export interface Knowledge {
  /** The name of a type of record. */
  typeName(type: number): string;
  /** The name of an error number. */
  errnoName(errno: number): string;
  /** What a raw value of a record stands for, where it is not to be read in it. */
  meaning(type: number, field: RawField): string | undefined;
  /** The command that does the same as a run, or as one test of it, again. */
  again(run: RunReport, test?: string): string;
  /** The command that was given. */
  given(run: RunReport): string;
}

export interface RawField {
  key: string;
  raw: string;
  form: 'quoted' | 'bare' | 'empty';
}

export interface PageInput {
  report: Report;
  /** By the id of the run. */
  files: ReadonlyMap<string, RunFiles>;
  knowledge: Knowledge;
  /** The style and the script of the page, as text. */
  assets: { style: string; script: string };
}

/** A run of the page, with what belongs to it. */
export interface PageRun {
  /** From 0 on; ids of elements begin with it. */
  index: number;
  run: RunReport;
  files: RunFiles;
  /** What heads its column: its variant. */
  label: string;
}

/** The runs of a page; the label tells runs of one variant apart. */
export function pageRuns({ report, files }: PageInput): PageRun[] {
  const names = report.runs.map(({ variant }) => variant);
  return report.runs.map((run, index) => {
    const name = names[index] ?? '';
    const earlier = names.slice(0, index).filter((other) => other === name).length;
    return {
      index,
      run,
      files: files.get(run.id) ?? { consoles: new Map(), programs: new Map() },
      label: earlier > 0 ? `${name} (${earlier + 1})` : name,
    };
  });
}

/** The id of the element of a test: its place in its run. */
export const testId = (run: number, test: number) => `t${run}-${test}`;
/** The id of the element of a console. */
export const consoleId = (run: number, guest: number) => `c${run}-${guest}`;
/** The address of a line of a console within the page. */
export const lineAddress = (run: number, guest: number, line: number) =>
  `#console=${consoleId(run, guest)}:${line}`;

/** The test that a complaint is about, by its place in the run. */
export function testOfComplaint(run: RunReport, { test, guest }: Complaint): number {
  const named = run.tests.findIndex(({ suite, name }) => `${suite} > ${name}` === test);
  // What a kernel says while it boots is a test of its own.
  return named >= 0
    ? named
    : run.tests.findIndex((each) => each.suite === 'kernel' && each.guest === guest);
}
