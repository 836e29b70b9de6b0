export type { SplatKind } from './forms.js';
export { SplatScanner } from './scanner.js';
export { type Frame, frameOf, type Splat } from './splat.js';
