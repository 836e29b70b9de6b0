/** The version in package.json. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../host/paths.js';

const manifest = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8')) as {
  version: string;
};

export const version = manifest.version;
