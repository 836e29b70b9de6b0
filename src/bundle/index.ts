/** Bundles: a run in one file. */

export {
  countOf,
  type Form,
  listOf,
  Malformed,
  oneOf,
  recordOf,
  textOf,
  wordOf,
} from './form.js';
export {
  BadBundle,
  bundleSchema,
  type Manifest,
  manifestName,
  maxBundleBytes,
  maxManifestBytes,
  parseManifest,
} from './manifest.js';
export { readBundle } from './read.js';
export { type Identity, type Scrub, scrubbed, scrubber } from './scrub.js';
export { type BundleEntry, writeBundle } from './write.js';
