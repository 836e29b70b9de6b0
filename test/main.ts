/**
 * The project's own tests: `node dist/test/main.js unit integration [--match PATTERN]`.
 * A file that cannot be imported, or that declares no suite, is a failure. The last line counts.
 */

import { readdir } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import process from 'node:process';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { coloursFor } from '../src/report/colour.js';
import { failureLines } from '../src/report/pretty.js';
import { failureOf } from '../src/suite/failure.js';
import {
  type DeclaredSuite,
  runSuites,
  selectTests,
  type TestResult,
  takeSuites,
  totalsOf,
} from '../src/suite/index.js';

const here = dirname(fileURLToPath(import.meta.url));
const colours = coloursFor(process.stdout.isTTY === true, process.env);
const print = (line: string) => process.stdout.write(`${line}\n`);

async function load(
  folder: string,
): Promise<{ suites: DeclaredSuite<void>[]; broken: TestResult[] }> {
  const names = await readdir(join(here, folder), { recursive: true });
  const files = names.filter((name) => name.endsWith('.js')).sort();
  const suites: DeclaredSuite<void>[] = [];
  const broken: TestResult[] = [];
  for (const file of files) {
    const problem = await importFile(join(here, folder, file));
    const declared = takeSuites<void>();
    suites.push(...declared);
    if (problem === undefined && declared.length > 0) continue;
    const failure =
      problem === undefined ? { message: 'declares no suite', details: [] } : failureOf(problem);
    broken.push({
      suite: folder,
      name: file,
      status: 'failed',
      durationMs: 0,
      failure,
      evidence: {},
    });
  }
  return { suites, broken };
}

async function importFile(path: string): Promise<unknown> {
  try {
    await import(pathToFileURL(path).href);
    return undefined;
  } catch (error) {
    return error ?? new Error('threw nothing');
  }
}

function parseWords(words: readonly string[]): { folders: string[]; patterns: string[] } {
  const at = words.indexOf('--match');
  if (at < 0) return { folders: [...words], patterns: [] };
  return { folders: words.slice(0, at), patterns: words.slice(at + 1) };
}

async function main(): Promise<number> {
  const { folders, patterns } = parseWords(process.argv.slice(2));
  const stop = new AbortController();
  process.once('SIGINT', () => stop.abort(new Error('stopped by SIGINT')));
  const stray: TestResult[] = [];
  process.on('unhandledRejection', (error) => {
    stray.push({
      suite: 'process',
      name: 'unhandled rejection',
      status: 'failed',
      durationMs: 0,
      failure: failureOf(error),
      evidence: {},
    });
  });
  // One after the other: files declare their suites into one registry.
  const loaded: Awaited<ReturnType<typeof load>>[] = [];
  for (const folder of folders) loaded.push(await load(folder));
  const suites = selectTests(
    loaded.flatMap(({ suites }) => suites),
    patterns,
  );
  const results = [
    ...loaded.flatMap(({ broken }) => broken),
    ...(await runSuites({
      suites,
      env: undefined,
      signal: stop.signal,
      onEvent: (event) => {
        if (event.type === 'test-end' && event.result.durationMs > 1000)
          print(
            `  ${event.result.status}: ${event.result.suite} > ${event.result.name} ${colours.dim(`${Math.round(event.result.durationMs)} ms`)}`,
          );
      },
    })),
    ...stray,
  ];
  report(results, relative(process.cwd(), here));
  const totals = totalsOf(results);
  const skipped = totals.skipped > 0 ? `, ${totals.skipped} skipped` : '';
  const failed = totals.failed + totals['not-run'];
  print(`${totals.passed} passed, ${failed} failed${skipped}`);
  if (stop.signal.aborted) return 130;
  return failed === 0 && totals.passed > 0 ? 0 : 1;
}

function report(results: readonly TestResult[], root: string): void {
  for (const { suite, name, status, reason, failure } of results) {
    if (status === 'passed') continue;
    print(`${colours.bold(status)}: ${suite} > ${name}${reason ? ` (${reason})` : ''}`);
    if (failure) for (const line of failureLines(failure, colours)) print(line);
  }
  if (results.length === 0) print(`no test was found below ${root}`);
}

process.exitCode = await main();
// A test that leaves a handle open must not keep the process alive.
process.stdout.write('', () => process.exit());
