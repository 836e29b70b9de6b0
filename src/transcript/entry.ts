/**
 * What crosses the border between the host and one guest, in the order in which the host saw it: bytes of
 * channels, lines of the console, and marks that say which test is under way. Pure.
 */

/** What the host did. */
export type HostAct =
  | { type: 'exec'; channel: number; command: string }
  | { type: 'write'; channel: number; bytes: string }
  /** It writes no more. */
  | { type: 'end'; channel: number }
  | { type: 'upload'; folder: string; files: string[] }
  /** A test begins, or its assertions are over and the guest is inspected; where its lab stands. */
  | { type: 'begin' | 'judge'; test: string; state: unknown }
  | { type: 'finish'; test: string };

/** What came from the guest. */
export type GuestAct =
  | { type: 'opened'; channel: number }
  | { type: 'refused'; channel: number; message: string }
  | { type: 'read'; channel: number; bytes: string }
  | { type: 'read-end'; channel: number }
  /** Bytes of standard error. */
  | { type: 'complaint'; channel: number; bytes: string }
  | { type: 'exit'; channel: number; code: number | null; signal: string | null }
  | { type: 'close'; channel: number }
  /** An upload is over; with a message it failed. */
  | { type: 'uploaded'; message?: string }
  | { type: 'console'; line: string }
  /** It serves, so many milliseconds after QEMU was started. */
  | { type: 'served'; bootMs: number }
  /** The connection is closed. */
  | { type: 'hangup' }
  /** QEMU has ended, and then its console. */
  | { type: 'quit'; code: number | null; signal: string | null; stderr: string }
  | { type: 'silence' };

/** What the host concluded: whether tests can stand on this guest still. */
export interface Note {
  type: 'ground';
  ground: 'firm' | 'lost' | 'broken';
}

/**
 * Bytes are latin1, a character each. Acts of the guest that came at once have the same time, in
 * milliseconds since QEMU was started; all others have times of their own.
 */
export type Entry = { ms: number } & (HostAct | GuestAct | Note);

export const transcriptSchema = 1 as const;

/** The first line of a transcript. */
export interface TranscriptHeader {
  schema: typeof transcriptSchema;
  /** The number of the guest. */
  guest: number;
  /** What the nonces of its fences were made of. */
  secret: string;
}

export interface Transcript extends TranscriptHeader {
  entries: Entry[];
}

const hostTypes: ReadonlySet<Entry['type']> = new Set([
  ...(['exec', 'write', 'end', 'upload', 'begin', 'judge', 'finish'] as const),
]);

/** Whether the host did it. */
export function isHostAct(entry: Entry): entry is { ms: number } & HostAct {
  return hostTypes.has(entry.type);
}

/** Whether it says where in a test the host is. */
export function isMark(
  entry: Entry,
): entry is { ms: number } & Extract<HostAct, { type: 'begin' | 'judge' | 'finish' }> {
  return entry.type === 'begin' || entry.type === 'judge' || entry.type === 'finish';
}
