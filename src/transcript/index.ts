/** Transcripts of guests. */

export {
  type Entry,
  type GuestAct,
  type HostAct,
  isHostAct,
  isMark,
  type Note,
  type Transcript,
  type TranscriptHeader,
  transcriptSchema,
} from './entry.js';
export { parseTranscript, transcriptLine } from './text.js';
