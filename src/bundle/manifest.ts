/** The first entry of a bundle: what else is in it, with sizes and digests. Pure. */

import { UsageError } from '../errors.js';

export const bundleSchema = 1;
export const manifestName = 'manifest.json';

/** Bytes that a manifest, and all that is in a bundle, may have. */
export const maxManifestBytes = 1 << 20;
export const maxBundleBytes = 2 ** 30;

export interface BundledFile {
  /** A path of plain names below the folder of the bundle. */
  name: string;
  bytes: number;
  sha256: string;
}

export interface Manifest {
  schema: typeof bundleSchema;
  /** The run that was packed. */
  run: string;
  /** In the order of their names, as they lie in the archive. */
  files: BundledFile[];
}

/** Whoever made the bundle is at fault, or whoever carried it. */
export class BadBundle extends UsageError {
  constructor(path: string, why: string) {
    super(`${path} is no sound bundle: ${why}`, 'Have it made and copied again.');
  }
}

/** As archives without extensions hold them: no dots in front, and so no way out of the folder. */
const plainName = /^(?=.{1,100}$)(?:\w[\w.+-]*\/)*\w[\w.+-]*$/;

/** Whether an entry of a bundle may be called so. */
export function isPlainName(name: string): boolean {
  return plainName.test(name) && name !== manifestName;
}

/** The order of names, the same everywhere. */
export const byName = ({ name: a }: { name: string }, { name: b }: { name: string }) =>
  a < b ? -1 : a > b ? 1 : 0;

/**
 * The manifest that `text` is.
 * @throws Error that says what is wrong with it
 */
export function parseManifest(text: string): Manifest {
  const { schema, run, files } = objectOf(JSON.parse(text));
  if (schema !== bundleSchema)
    throw new Error(
      `its schema is ${JSON.stringify(schema)}, and this version reads ${bundleSchema}`,
    );
  if (typeof run !== 'string' || !Array.isArray(files))
    throw new Error('its manifest is incomplete');
  const all = files.map(fileOf);
  const unsorted = all.find((file, i) => i > 0 && byName(all[i - 1] as BundledFile, file) >= 0);
  if (unsorted) throw new Error(`its manifest has ${shown(unsorted.name)} out of order or twice`);
  const names = new Set(all.map(({ name }) => name));
  const inside = all.find(({ name }) => folders(name).some((folder) => names.has(folder)));
  if (inside) throw new Error(`${shown(inside.name)} lies in a file`);
  const total = all.reduce((sum, { bytes }) => sum + bytes, 0);
  if (total > maxBundleBytes)
    throw new Error(`it holds ${total} bytes, of ${maxBundleBytes} at most`);
  return { schema, run, files: all };
}

function fileOf(value: unknown): BundledFile {
  const { name, bytes, sha256 } = objectOf(value);
  if (typeof name !== 'string' || !isPlainName(name))
    throw new Error(`its manifest has an entry called ${shown(String(name))}`);
  if (!Number.isSafeInteger(bytes) || Number(bytes) < 0)
    throw new Error(`its manifest has no size of ${name}`);
  if (typeof sha256 !== 'string' || !/^[0-9a-f]{64}$/.test(sha256))
    throw new Error(`its manifest has no digest of ${name}`);
  return { name, bytes: Number(bytes), sha256 };
}

function objectOf(value: unknown): Record<string, unknown> {
  if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
  throw new Error('its manifest is no object');
}

/** The folders that `name` lies in. */
function folders(name: string): string[] {
  const parts = name.split('/');
  return parts.slice(1).map((_, i) => parts.slice(0, i + 1).join('/'));
}

/** A name that may be anything. */
export const shown = (name: string) => JSON.stringify(name.slice(0, 120));
