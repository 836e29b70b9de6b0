/** The views of a report by name: the registry for every command that offers them. Pure. */

import { github } from './github.js';
import { junit } from './junit.js';
import { ktap } from './ktap.js';
import { mail } from './mail.js';
import { type Report, toJson } from './model.js';
import { pretty } from './pretty.js';

/** The whole text of a view. */
export type View = (report: Report) => string;

export const views = { pretty, ktap, junit, json: toJson, github, mail } as const satisfies Record<
  string,
  View
>;

export type ReporterName = keyof typeof views;

export const reporterNames = Object.keys(views) as ReporterName[];

export const isReporter = (name: string): name is ReporterName => Object.hasOwn(views, name);
