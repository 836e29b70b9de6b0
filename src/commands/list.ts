/** All commands, in the order in which `--help` and the manual have them. */

import * as build from './build.js';
import * as bundle from './bundle.js';
import * as ci from './ci.js';
import * as claims from './claims.js';
import * as clean from './clean.js';
import type { Command } from './command.js';
import * as completion from './completion.js';
import * as doctor from './doctor.js';
import * as man from './man.js';
import * as mutate from './mutate.js';
import * as records from './records.js';
import * as replay from './replay.js';
import * as report from './report.js';
import * as run from './run.js';
import * as runs from './runs.js';
import * as shell from './shell.js';

export const commands: readonly Command[] = [
  ...[doctor, build, run, ci, runs, report, claims, mutate, bundle, replay, shell, records, clean],
  ...[completion, man],
];
