export { type DotConfig, type LostOption, lostOptions, parseDotConfig } from './dot-config.js';
export { explainLost } from './explain.js';
export {
  type Fragment,
  type MergedConfig,
  mergeFragments,
  overlayConfig,
  overrideConfig,
  parseFragment,
  type RequestedOption,
  renderConfig,
} from './fragment.js';
