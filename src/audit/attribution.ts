/** Who made which record: the programs name themselves by `prog-id` in each. */

import { type AuditRecord, rawValues } from './record.js';
import { AuditType } from './types.js';

export interface Attribution {
  /** The program that was watched, as `prog-id` of its records. */
  progId: number;
  /** Records of this program, in order. */
  records: AuditRecord[];
  /** Records of this program that came before the window opened. */
  stale: AuditRecord[];
  /** Records of type 1427 of other programs. */
  foreign: AuditRecord[];
  /**
   * Records of type 1427 that do not say which program made them, those from before the window
   * among them: whoever made one, the kernel owes it a `prog-id`.
   */
  unattributed: AuditRecord[];
  /** All other records: BPF, CONFIG_CHANGE, SYSCALL and its companions. */
  others: AuditRecord[];
}

/**
 * Sorts the records of a window, and those that came before it, from the point of view of one
 * program. Every record of the window is in exactly one list.
 */
export function attribute(
  progId: number,
  early: readonly AuditRecord[],
  records: readonly AuditRecord[],
): Attribution {
  const by = (owner: Owner) => records.filter((record) => ownerOf(record, progId) === owner);
  const before = (owner: Owner) => early.filter((record) => ownerOf(record, progId) === owner);
  return {
    progId,
    records: by('own'),
    stale: before('own'),
    foreign: by('foreign'),
    unattributed: [...before('nobody'), ...by('nobody')],
    others: by('other'),
  };
}

type Owner = 'own' | 'foreign' | 'nobody' | 'other';

function ownerOf(record: AuditRecord, progId: number): Owner {
  if (record.type !== AuditType.BPF_LSM_ACCESS) return 'other';
  const [id, second] = rawValues(record, 'prog-id');
  if (id === undefined || second !== undefined || !/^\d+$/.test(id)) return 'nobody';
  return Number(id) === progId ? 'own' : 'foreign';
}
