/** What the tests of one guest stand on, and how they run there: the same for a machine and for a recording. */

import {
  type DeclaredSuite,
  type Ground,
  runSuites,
  type SuiteEvent,
  type TestResult,
  titleOf,
} from '../suite/index.js';
import { ConsoleWatch, type Symboliser } from './console-watch.js';
import type { TestedGuest } from './guest.js';
import { Lab, type LabOptions, type LabState } from './lab.js';

export interface Place {
  /** The number of the guest in its run. */
  number: number;
  guest: TestedGuest;
  lab: Lab;
  watch: ConsoleWatch;
}

/** Where a place stands between two tests. JSON-serialisable. */
export interface PlaceState {
  lab: LabState;
  /** Lines that the guest printed for its console watch. */
  marks: number;
}

export interface PlaceOptions extends LabOptions {
  symbolise: Symboliser;
}

/** A guest on an idle host of the reference machine boots in this time under TCG, in milliseconds. */
const referenceBootMs = 2000;

/** Equips `guest` for tests. */
export async function openPlace(
  number: number,
  guest: TestedGuest,
  { symbolise, ...options }: PlaceOptions,
): Promise<Place> {
  const [lab, watch] = await Promise.all([
    Lab.open(guest, options),
    ConsoleWatch.open(guest, symbolise),
  ]);
  return { number, guest, lab, watch };
}

export function stateOf({ lab, watch }: Place): PlaceState {
  return { lab: lab.state, marks: watch.marks };
}

/** Goes on from where another place stood in the same guest. */
export function resume({ lab, watch }: Place, state: PlaceState): void {
  lab.resume(state.lab);
  watch.resume(state.marks);
}

/** What transcripts call the inspection before the first test. */
export const bootTitle = 'boot';

/** What a kernel complains of before the first test is no test's fault, and a failure all the same. */
export async function bootComplaint(
  place: Place,
  { signal, scribe }: { signal: AbortSignal; scribe?: Scribe },
): Promise<TestResult | undefined> {
  const { watch, number } = place;
  scribe?.judge(bootTitle, stateOf(place));
  const found = await watch.inspect(bootTitle, signal);
  if (!found) return undefined;
  return {
    suite: 'kernel',
    name: 'boots without a complaint',
    durationMs: 0,
    guest: number,
    evidence: {},
    status: 'failed',
    failure: found.failure,
  };
}

/** Hears where the tests are, and where their place stands then. */
export interface Scribe {
  begin(test: string, state: PlaceState): void;
  /** The assertions are over, and the guest is inspected. */
  judge(test: string, state: PlaceState): void;
  finish(test: string): void;
}

export interface PlaceRun {
  suites: readonly DeclaredSuite<Lab>[];
  signal: AbortSignal;
  /** Milliseconds since the start of the run. */
  clock: () => number;
  ground: (error: unknown) => Promise<Ground>;
  onEvent?: ((event: SuiteEvent) => void) | undefined;
  /** Stands around the inspection behind each test. */
  inspection?: (<T>(title: string, work: () => Promise<T>) => Promise<T>) | undefined;
  scribe?: Scribe | undefined;
}

/** Runs `suites` in `place`; a result for each test that had its turn. */
export async function testIn(place: Place, run: PlaceRun): Promise<TestResult[]> {
  const { number, guest, lab, watch } = place;
  const { suites, signal, clock, ground, onEvent, scribe } = run;
  const { inspection = (_, work) => work() } = run;
  const results = await runSuites({
    suites,
    env: lab,
    signal,
    slowdown: guest.bootMs / referenceBootMs,
    clock,
    timers: guest.timers,
    onEvent: (event) => {
      if (event.type === 'test-start')
        scribe?.begin(titleOf(event.suite, event.name), stateOf(place));
      if (event.type === 'test-end') scribe?.finish(titleOf(event.result.suite, event.result.name));
      onEvent?.(event);
    },
    ground,
    inspect: (title) => {
      scribe?.judge(title, stateOf(place));
      return inspection(title, async () => {
        if (lab.ended) return undefined;
        if (!guest.machine.end) await lab.restore(signal);
        return watch.inspect(title, signal);
      });
    },
  });
  return results.map((result) => ({ ...result, guest: number }));
}
