/** How often something fails, and how sure that is. Pure. */

/** Of the standard normal distribution: 95 % lie within so many deviations. */
const z = 1.959963984540054;

export interface Interval {
  low: number;
  high: number;
}

/**
 * The 95 % score interval of a share, of which `failed` of `runs` were seen, both between 0 and 1:
 *
 *     (p + z²/2n ± z √(p(1-p)/n + z²/4n²)) / (1 + z²/n)      p = failed/runs, n = runs
 *
 * E. B. Wilson, Probable inference, the law of succession, and statistical inference, Journal of the
 * American Statistical Association 22 (1927), 209-212; as method 3 in R. G. Newcombe, Two-sided confidence
 * intervals for the single proportion, Statistics in Medicine 17 (1998), 857-872. Unlike p ± z √(p(1-p)/n)
 * it says something of few runs, and of none that failed. Of no run at all it says nothing: 0 to 1.
 */
export function wilsonInterval(failed: number, runs: number): Interval {
  if (runs === 0) return { low: 0, high: 1 };
  const share = failed / runs;
  const square = z * z;
  const middle = share + square / (2 * runs);
  const reach = z * Math.sqrt((share * (1 - share)) / runs + square / (4 * runs * runs));
  const scale = 1 + square / runs;
  // Of none and of all the formula means the very end, which rounding would miss.
  return {
    low: failed === 0 ? 0 : (middle - reach) / scale,
    high: failed === runs ? 1 : (middle + reach) / scale,
  };
}

/** `2 of 31 failed: 6.5 % (95 %: 1.8 to 20.7 %)`. */
export function rateText(failed: number, runs: number): string {
  const { low, high } = wilsonInterval(failed, runs);
  if (runs === 0) return 'no run';
  return `${failed} of ${runs} failed: ${percent(failed / runs)} % (95 %: ${percent(low)} to ${percent(high)} %)`;
}

const percent = (share: number) => (100 * share).toFixed(1);
