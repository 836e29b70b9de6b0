#!/usr/bin/env node
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const cli = fileURLToPath(new URL('../dist/src/cli.js', import.meta.url));
if (existsSync(cli)) {
  await import(cli);
} else {
  process.stderr.write(
    'lsm-audit is not built yet: run scripts/setup (or npm ci) in the checkout.\n',
  );
  process.exitCode = 69;
}
