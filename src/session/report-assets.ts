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

/** The sheets of the style, in the order in which they count. */
const sheets = [
  ...['base', 'head', 'overview', 'timeline', 'filter', 'tests', 'console', 'narrow', 'print'],
];

/** @throws InfrastructureError when the checkout is not built */
export async function reportAssets(): Promise<PageInput['assets']> {
  const read = (file: string) =>
    readFile(file, 'utf8').catch((cause: unknown) => {
      throw new InfrastructureError(`${file} cannot be read`, {
        phase: 'report',
        remedy: 'Run npm run build.',
        cause,
      });
    });
  const all = (folder: string, names: readonly string[], ending: string) =>
    Promise.all(names.map((name) => read(join(projectRoot, folder, `${name}.${ending}`))));
  const [styles, scripts] = await Promise.all([
    all('src/report/html/style', sheets, 'css'),
    all('dist/src/report/html/client', modules, 'js'),
  ]);
  return { style: styles.join('\n'), script: linkModules(scripts) };
}
