/** The published schema of reports (docs/report.schema.json), and what it says of a value. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js';
import { projectRoot } from '../../src/host/paths.js';

interface Shape {
  properties: Record<string, Shape>;
  required: string[];
  additionalProperties?: boolean;
  items?: Shape;
}

export const reportSchema = JSON.parse(
  readFileSync(join(projectRoot, 'docs/report.schema.json'), 'utf8'),
) as Shape & { $defs: Record<string, Shape> };

const ajv = new Ajv2020({ allErrors: true, strict: true, allowUnionTypes: true });
const checkReport = ajv.compile(reportSchema);
const checkRun = ajv.compile({ $ref: 'urn:lsm-audit:report:3#/$defs/run' });

/** What is wrong with the text of a report; nothing when it is valid. */
export function reportProblems(json: string): string[] {
  return problems(checkReport(JSON.parse(json)), checkReport.errors);
}

/** The same for one run, as in result.json. */
export function runProblems(json: string): string[] {
  return problems(checkRun(JSON.parse(json)), checkRun.errors);
}

function problems(valid: boolean, errors: ErrorObject[] | null | undefined): string[] {
  if (valid) return [];
  return (errors ?? []).map(
    ({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`,
  );
}
