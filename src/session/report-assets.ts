/** Style and script of the HTML report, from where the build has put them. */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InfrastructureError } from '../errors.js';
import { projectRoot } from '../host/paths.js';
import type { PageInput } from '../report/html/input.js';
import { linkModules } from '../report/html/link.js';

/** The modules of the script, each behind those that it needs. */
const modules = [
  ...['state', 'filter', 'dom', 'records', 'details', 'console', 'appearance', 'keys', 'main'],
];

/** @throws InfrastructureError when the checkout is not built */
export async function reportAssets(): Promise<PageInput['assets']> {
  const folder = join(projectRoot, 'dist/src/report/html/client');
  const read = (file: string) =>
    readFile(file, 'utf8').catch((cause: unknown) => {
      throw new InfrastructureError(`${file} cannot be read`, {
        phase: 'report',
        remedy: 'Run npm run build.',
        cause,
      });
    });
  const [style, ...scripts] = await Promise.all([
    read(join(projectRoot, 'src/report/html/style.css')),
    ...modules.map((name) => read(join(folder, `${name}.js`))),
  ]);
  return { style, script: linkModules(scripts) };
}
