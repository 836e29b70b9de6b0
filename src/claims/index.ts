export { type Claim, claims, claimsOf, namesUnknownClaim } from './claims.js';
export {
  type ClaimTest,
  type ClaimVerdict,
  type Coverage,
  coverage,
  type LastVerdict,
  uncovered,
} from './coverage.js';
