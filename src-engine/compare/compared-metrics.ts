/** The figures in which finished runs are compared: what they are called, and how one is written down. */

/**
 * `loss` is J with its penalties, `data` its first term alone: where arms differ in λ, β or ρ, only the latter means the same
 * in all of them. `train`, `validation` and `test` are measured with the weights that a run ended with, and without dropout; `gap` is
 * train accuracy minus test accuracy, `gap.loss` test minus train loss, without penalties: both are above 0 where a network has learned
 * its training samples rather than what they have in common.
 */
export const comparedMetrics = [
  'test.accuracy',
  'test.loss',
  'test.data',
  'gap',
  'gap.loss',
  'train.accuracy',
  'train.loss',
  'validation.accuracy',
  'validation.loss',
  'seconds',
] as const;
export type ComparedMetric = (typeof comparedMetrics)[number];

const words: Readonly<Record<ComparedMetric, string>> = {
  'test.accuracy': 'test accuracy',
  'test.loss': 'test loss',
  'test.data': 'test loss without penalties',
  gap: 'gap between train and test accuracy',
  'gap.loss': 'gap between test and train loss',
  'train.accuracy': 'train accuracy',
  'train.loss': 'train loss',
  'validation.accuracy': 'validation accuracy',
  'validation.loss': 'validation loss',
  seconds: 'training time',
};

/** In words, for the middle of a sentence. */
export function metricInWords(metric: ComparedMetric): string {
  return words[metric];
}

function isShare(metric: ComparedMetric): boolean {
  return metric === 'gap' || metric.endsWith('accuracy');
}

/** Four significant digits at most, without an exponent where people expect none. */
function plain(value: number): string {
  const size = Math.abs(value);
  if (size === 0) return '0';
  return size >= 1e-3 && size < 1e6 ? String(Number(value.toPrecision(4))) : value.toExponential(2);
}

/** A value without its unit, e.g. 93.12 for a test accuracy of 0.9312. */
export function metricNumber(metric: ComparedMetric, value: number): string {
  return isShare(metric) ? (value * 100).toFixed(2) : plain(value);
}

/** What stands behind `metricNumber`: ` %`, ` s` or nothing. */
export function metricUnit(metric: ComparedMetric): string {
  if (isShare(metric)) return ' %';
  return metric === 'seconds' ? ' s' : '';
}

/** What stands behind the difference of two values. */
export function differenceUnit(metric: ComparedMetric): string {
  return isShare(metric) ? ' percentage points' : metricUnit(metric);
}
