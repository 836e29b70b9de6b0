export { type EngineOptions, type Ground, runSuites } from './engine.js';
export {
  type Declare,
  type DeclaredSuite,
  type DeclaredTest,
  type SuiteOptions,
  suite,
  takeSuites,
} from './registry.js';
export { selectTests, titleMatcher, titleOf } from './select.js';
export { type Totals, totalsOf, type Verdict, verdictOf } from './totals.js';
export type * from './types.js';
