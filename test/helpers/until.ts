/** Waiting for a state of the outside that tells nobody. */

import { setTimeout as pause } from 'node:timers/promises';

/** Resolves when `condition` holds. The test's own deadline ends it otherwise. */
export async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await pause(20);
}
