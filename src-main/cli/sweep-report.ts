/** What a sweep has shown: a table of means with their intervals, and the differences in words. */
import {
  metricInWords,
  metricNumber,
  metricUnit,
  type ComparedMetric,
  type MeanInterval,
} from '../../src-engine';
import type { SweepComparison, SweepDetail } from '../contract/sweeps';
import type { Output } from './output';

/** Columns for people, where the runs have them. */
const shown: readonly ComparedMetric[] = [
  'test.accuracy',
  'train.accuracy',
  'gap',
  'test.loss',
  'test.data',
  'gap.loss',
  'seconds',
];
/** What a sentence is said about: the outcome, not the way to it. */
const told: readonly ComparedMetric[] = ['test.accuracy', 'gap', 'test.loss', 'test.data'];

export function reportSweep(
  { id: sweepId, name, seeds, runs }: SweepDetail,
  comparison: SweepComparison,
  output: Output,
): void {
  const { arms, differences } = comparison;
  for (const { runId, seed, arm, error } of runs) {
    if (error !== null)
      output.line(`run ${runId} (${arms[arm]?.name ?? ''}, seed ${seed}) failed: ${error.message}`);
  }
  const hasPenalties = arms.some(({ metric }) => metric['test.data']?.mean !== metric['test.loss']?.mean);
  const superfluous: ComparedMetric = hasPenalties ? 'test.loss' : 'test.data';
  const columns = shown.filter(
    (metric) => metric !== superfluous && arms.some((arm) => arm.metric[metric] !== undefined),
  );
  output.line(`${name}: mean ± 95 % interval over ${seeds.length} ${seeds.length === 1 ? 'seed' : 'seeds'}`);
  output.table(
    ['arm', 'runs', ...columns.map(metricInWords)],
    arms.map(({ name: arm, finished, metric }) => [
      arm,
      finished,
      ...columns.map((column) => inCell(column, metric[column])),
    ]),
  );
  const sentences = differences.filter(({ metric }) => metric !== superfluous && told.includes(metric));
  for (const { words } of sentences) output.line(words);
  if (sentences.length > 1) {
    output.line(
      'Each interval is 95 % by itself: of twenty comparisons without a difference, one shows one by chance.',
    );
  }
  output.event({
    event: 'done',
    sweepId,
    name,
    seeds,
    arms,
    differences: differences.map(({ a, b, ...rest }) => ({ a: arms[a]?.name, b: arms[b]?.name, ...rest })),
  });
}

function inCell(metric: ComparedMetric, interval: MeanInterval | undefined): string {
  if (interval === undefined) return '';
  const { mean, ci95 } = interval;
  const half = ci95 === null ? 0 : ci95[1] - mean;
  if (half === 0) return `${metricNumber(metric, mean)}${metricUnit(metric)}`;
  const isShare = metricUnit(metric) === ' %';
  const factor = isShare ? 100 : 1;
  // Two digits of the interval; the mean is not known better than that.
  const decimals = isShare ? 2 : Math.min(6, Math.max(0, 1 - Math.floor(Math.log10(half))));
  const [middle, width] = [mean, half].map((value) => (value * factor).toFixed(decimals));
  return `${middle ?? ''} ± ${width ?? ''}${metricUnit(metric)}`;
}
