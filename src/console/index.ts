export { SplatScanner } from './scanner.js';
export { type Frame, frameOf, type Splat, type SplatKind } from './splat.js';
