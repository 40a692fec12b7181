/** What a paired difference says and does not say, as a sentence that promises no more than the runs have shown. */
import { differenceUnit, metricInWords, metricNumber } from './compared-metrics';
import type { ComparedMetric } from './compared-metrics';
import type { PairedDifference } from './intervals';

/** Names of two arms, and the difference b − a over their common seeds; null where they have none. */
export interface ComparedArms {
  readonly a: string;
  readonly b: string;
  readonly metric: ComparedMetric;
  readonly difference: PairedDifference | null;
}

/**
 * `none`: no pair yet · `single`: one pair, which cannot show anything · `unshown`: the interval contains 0, or the differences
 * are all the same, so that there is no spread to judge them by · `shown`: it does not contain 0.
 */
export type Verdict = 'none' | 'single' | 'unshown' | 'shown';

export function verdictOf(difference: PairedDifference | null): Verdict {
  if (difference === null) return 'none';
  if (difference.ci95 === null) return 'single';
  const [low, high] = difference.ci95;
  return low === high || (low <= 0 && high >= 0) ? 'unshown' : 'shown';
}

/** One or two sentences: direction, size, interval, metric, seeds, and how far it holds. */
export function describeDifference({ a, b, metric, difference }: ComparedArms): string {
  const verdict = verdictOf(difference);
  const what = metricInWords(metric);
  if (difference === null || verdict === 'none') {
    return `No seed is finished in both "${a}" and "${b}" yet, so their ${what} cannot be compared.`;
  }
  const { mean, ci95, n, seeds } = difference;
  if (ci95 === null) {
    const seen = mean === 0 ? 'equal in both' : `${sized(metric, mean)} in "${b}" than in "${a}"`;
    return `At the single seed ${seeds[0] ?? ''} the ${what} is ${seen}. One seed cannot tell a difference from chance: train more seeds.`;
  }
  const interval = `95 % interval ${signed(metric, ci95[0])} to ${signed(metric, ci95[1])}`;
  if (verdict === 'shown') {
    return (
      `At these ${n} seeds the ${what} is ${sized(metric, mean)} in "${b}" than in "${a}" (${interval}). ` +
      'This holds for these seeds and this data; other data may say otherwise.'
    );
  }
  if (mean !== 0 && ci95[0] === ci95[1]) {
    return (
      `No difference shown at ${n} seeds: the ${what} is ${sized(metric, mean)} in "${b}" than in "${a}" at each of them, ` +
      'by the very same amount, and without a spread there is no interval to judge it by. Measure on more samples.'
    );
  }
  if (mean === 0 && ci95[0] === 0 && ci95[1] === 0) {
    return `No difference shown at ${n} seeds: the ${what} of "${a}" and "${b}" is exactly equal at each of them.`;
  }
  return (
    `No difference shown at ${n} seeds in the ${what} of "${a}" and "${b}": ` +
    `${signed(metric, mean)}${differenceUnit(metric)} from the first to the second, and the ${interval} contains 0. ` +
    'That is not to say they are equal; more seeds may tell.'
  );
}

/** E.g. `1.20 percentage points higher`. */
function sized(metric: ComparedMetric, mean: number): string {
  const direction = metric === 'seconds' ? ['longer', 'shorter'] : ['higher', 'lower'];
  return `${metricNumber(metric, Math.abs(mean))}${differenceUnit(metric)} ${mean > 0 ? direction[0] : direction[1]}`;
}

/** With its sign, and a real minus. */
function signed(metric: ComparedMetric, value: number): string {
  const sign = value > 0 ? '+' : value < 0 ? '−' : '';
  return `${sign}${metricNumber(metric, Math.abs(value))}`;
}
