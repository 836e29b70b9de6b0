/** What one trigger did while one program was attached, from the variables of the program. Pure. */

import { errnoName } from '../audit/index.js';
import type { TriggerResult } from '../guest/trigger.js';

/** JSON-serialisable. */
export interface Attempt {
  /** The program of bpf-progs that was attached. */
  program: string;
  /** The trigger of vm/trigger, and its arguments. */
  trigger: readonly string[];
  /** Who is in the records: the program, and the triggering process. */
  subject: { progId: number; tgid: number; comm: string };
  /** What the trigger's preparation made known. */
  facts: Readonly<Record<string, string>>;
  /** What the triggering system call returned. */
  result: TriggerResult;
  /** How often the triggering process reached the hook of interest. */
  hits: number;
  /** How often bpf_audit_log_start() gave no context. */
  nullContexts: number;
  /** What each kfunc returned, by its step: 0, `-EINVAL`, `not called`. */
  returns: Record<string, number | string>;
  /** Every variable of the program. */
  variables: Record<string, number>;
}

/** NOT_CALLED of bpf-progs/lsm_audit.bpf.h. */
const notCalled = 0x7fffffff;

/** What a program counted, and its ret_<step> variables. */
export function calls(
  variables: Record<string, number>,
): Pick<Attempt, 'hits' | 'nullContexts' | 'returns' | 'variables'> {
  const { hits = 0, null_contexts: nullContexts = 0 } = variables;
  const steps = Object.entries(variables).filter(([name]) => name.startsWith('ret_'));
  const returns = Object.fromEntries(
    steps.map(([name, value]) => [name.slice(4), readable(value)]),
  );
  return { hits, nullContexts, returns, variables };
}

function readable(value: number): number | string {
  if (value === notCalled) return 'not called';
  return value < 0 ? `-${errnoName(-value)}` : value;
}
