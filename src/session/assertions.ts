/** The selftests of this checkout on what was recorded: no kernel, no machine. */

import { type DeclaredSuite, type TestResult, titleOf } from '../suite/index.js';
import type { Transcript } from '../transcript/index.js';
import type { Lab } from './lab.js';
import {
  bootComplaint,
  bootTitle,
  openPlace,
  type Place,
  type PlaceState,
  resume,
  testIn,
} from './place.js';
import { type PlayedGuest, playGuest } from './played-guest.js';
import { CannotReplay } from './player.js';

export interface AssertRequest {
  transcripts: readonly Transcript[];
  /** The tests of this checkout. */
  suites: readonly DeclaredSuite<Lab>[];
  /** Names of the programs that lay in the guests. */
  programs: readonly string[];
  /** Whether the guest with this number has audit. */
  audit: (guest: number) => boolean;
  signal: AbortSignal;
}

/**
 * A result for each test that was recorded and that this checkout still has. What the recording has no
 * answer to is not run, with the reason.
 */
export async function assertAgain(request: AssertRequest): Promise<TestResult[]> {
  const results: TestResult[] = [];
  for (const transcript of request.transcripts) {
    results.push(...(await new Playback(request, transcript).results()));
    request.signal.throwIfAborted();
  }
  return results;
}

/** The tests of one guest. */
class Playback {
  readonly #request: AssertRequest;
  readonly #transcript: Transcript;
  readonly #tests: readonly RecordedTest[];

  constructor(request: AssertRequest, transcript: Transcript) {
    this.#request = request;
    this.#transcript = transcript;
    const titles = transcript.entries.flatMap((entry) =>
      entry.type === 'begin' ? [entry.test] : [],
    );
    this.#tests = [...new Set(titles)].flatMap((title) => find(request.suites, title));
  }

  async results(): Promise<TestResult[]> {
    const { signal, audit, programs } = this.#request;
    const number = this.#transcript.guest;
    const guest = await playGuest(this.#transcript);
    if (!guest) return this.#none('the guest never served');
    const { player } = guest;
    const objects = new Map(programs.map((name) => [name, `${name}.bpf.o`]));
    const symbolise = async () => new Map<string, string>();
    const options = { programs: objects, audit: audit(number), signal, symbolise };
    try {
      const place = await player.sound(() => openPlace(number, guest, options));
      const boot = await new Turns(place, guest).inspection(bootTitle, () =>
        bootComplaint(place, { signal }),
      );
      return [...(boot ? [boot] : []), ...(await this.#inPlace(place, guest))];
    } catch (error) {
      return this.#none(error instanceof Error ? error.message : String(error));
    }
  }

  /** In the order of the recording. A test that spends its guest now leaves it to the others all the same. */
  async #inPlace(place: Place, guest: PlayedGuest): Promise<TestResult[]> {
    const results: TestResult[] = [];
    for (let left = this.#tests; left.length > 0; ) {
      const some = await this.#inTurn(left, place, guest);
      results.push(...some);
      left = left.filter(
        ({ suite, test }) =>
          !some.some((result) => result.suite === suite.name && result.name === test.name),
      );
      if (some.length === 0) break;
    }
    return results;
  }

  #inTurn(tests: readonly RecordedTest[], place: Place, guest: PlayedGuest): Promise<TestResult[]> {
    const { player } = guest;
    const turns = new Turns(place, guest);
    return testIn(place, {
      suites: suitesOf(tests, (title, work) => turns.body(title, work)),
      signal: this.#request.signal,
      clock: () => Math.round(player.now),
      ground: async (error) => (error instanceof CannotReplay ? 'missing' : turns.ground()),
      onEvent: (event) => {
        if (event.type === 'test-start') turns.start(titleOf(event.suite, event.name));
      },
      inspection: (title, work) => turns.inspection(title, work),
    });
  }

  #none(reason: string): TestResult[] {
    return this.#tests.map(({ suite, test }) => ({
      suite: suite.name,
      name: test.name,
      status: 'not-run',
      durationMs: 0,
      guest: this.#transcript.guest,
      reason,
      evidence: {},
    }));
  }
}

interface RecordedTest {
  suite: DeclaredSuite<Lab>;
  test: DeclaredSuite<Lab>['tests'][number];
}

function find(suites: readonly DeclaredSuite<Lab>[], title: string): RecordedTest[] {
  for (const suite of suites)
    for (const test of suite.tests)
      if (titleOf(suite.name, test.name) === title) return [{ suite, test }];
  return [];
}

type Around = (title: string, work: () => Promise<void>) => Promise<void>;

/** Suites of just these tests, in this order, each with `around` about its body. */
function suitesOf(tests: readonly RecordedTest[], around: Around): DeclaredSuite<Lab>[] {
  const suites: DeclaredSuite<Lab>[] = [];
  for (const { suite, test } of tests) {
    if (suites.at(-1)?.name !== suite.name) suites.push({ ...suite, tests: [] });
    const title = titleOf(suite.name, test.name);
    suites.at(-1)?.tests.push({
      ...test,
      body: (t) => around(title, async () => test.body(t)),
    });
  }
  return suites;
}

/** Keeps the player beside the tests: each begins at its own mark, whatever became of the one before. */
class Turns {
  readonly #place: Place;
  readonly #guest: PlayedGuest;
  #begin = -1;

  constructor(place: Place, guest: PlayedGuest) {
    this.#place = place;
    this.#guest = guest;
  }

  /** Before the deadline of the test is set. */
  start(title: string): void {
    const { player } = this.#guest;
    this.#begin = player.find((entry) => entry.type === 'begin' && entry.test === title);
    player.approach(this.#begin);
  }

  async body(title: string, work: () => Promise<void>): Promise<void> {
    if (this.#begin < 0) throw new CannotReplay(`the recording does not have "${title}" here`);
    await this.#reach(this.#begin);
    // What the console said of tests that are left out is not for this one.
    if (this.#astray) this.#guest.complaints.take();
    await this.#guest.player.sound(work);
  }

  /** The assertions are over: those that ended early have left something out. */
  async inspection<T>(title: string, work: () => Promise<T>): Promise<T> {
    const { player } = this.#guest;
    const judged = player.find(
      (entry) => entry.type === 'judge' && entry.test === title,
      (entry) => entry.type === 'begin',
    );
    if (judged >= 0) await this.#reach(judged);
    return player.sound(work);
  }

  /** What was found out of the guest when the test had failed in the recording. */
  ground(): 'firm' | 'lost' | 'broken' {
    const { player } = this.#guest;
    const noted = player.find(
      ({ type }) => type === 'ground',
      ({ type }) => type === 'begin',
    );
    const entry = player.entry(noted);
    return entry?.type === 'ground' ? entry.ground : 'firm';
  }

  #astray = false;

  /** Goes on from the mark at `at`, with a place that stands where it stood then. */
  async #reach(at: number): Promise<void> {
    const { player } = this.#guest;
    this.#astray = await player.reach(at);
    const entry = player.entry(at);
    if (!this.#astray || !entry || !('state' in entry)) return;
    try {
      resume(this.#place, entry.state as PlaceState);
    } catch {
      throw new CannotReplay('its mark says not where the test stood');
    }
  }
}
