/** What the page hands its script, as JSON: types that both sides share. */

/** A test, as much of it as filters need. */
export interface TestEntry {
  id: string;
  status: string;
  suite: string;
  claims: string[];
  variant: string;
  /** All that is said of it before it is opened. */
  text: string;
}

/**
 * Type, stamp, body (empty when it is the fields with a blank between them), fields (key, raw value and
 * meaning in turns), problems.
 */
export type RecordData = [
  type: string,
  stamp: string,
  body: string,
  fields: string[],
  problems: string[],
];

export interface SceneData {
  program: string;
  trigger: string;
  ended: boolean;
  outcome: [name: string, value: string][];
  returns: [step: string, value: string][];
  facts: [name: string, value: string][];
  problems: string[];
  groups: { name: string; records: RecordData[] }[];
}

/** A test, when it is opened. */
export interface TestData {
  facts: [name: string, value: string, address?: string][];
  claims: [id: string, says: string][];
  complaints: [title: string, address: string][];
  /** Files of the programs that it is about. */
  programs: string[];
  /** Which block has their sources. */
  sources: number;
  scenes: SceneData[];
  further: [name: string, text: string][];
  command: string;
}

/** A console, when it is opened. */
export interface ConsoleData {
  text: string;
  /** Complaints: from which line on, how many lines, of which test. */
  marks: [line: number, count: number, test: string, title: string][];
}
