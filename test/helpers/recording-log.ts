/** A log that remembers what it was told. */

import { pasteable } from '../../src/host/command.js';
import type { Log } from '../../src/host/log.js';

export interface RecordingLog extends Log {
  readonly infos: string[];
  readonly warnings: string[];
  readonly commands: string[];
}

export function recordingLog(): RecordingLog {
  const infos: string[] = [];
  const warnings: string[] = [];
  const commands: string[] = [];
  return {
    infos,
    warnings,
    commands,
    info: (text) => void infos.push(text),
    warn: (text) => void warnings.push(text),
    command: (command) => void commands.push(pasteable(command)),
    detail() {},
  };
}
