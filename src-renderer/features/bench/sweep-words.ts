/** What is said of a bench: how far it is, and which figure it is judged by. No Vue. */
import {
  differenceUnit,
  metricInWords,
  metricNumber,
  metricUnit,
  type ComparedMetric,
  type MeanInterval,
} from '../../../src-engine';
import type { SweepComparison, SweepSummary } from '../../../src-main/contract/sweeps';

/** E.g. `4 of 10 finished, 2 training`. */
export function countsText({ waiting, underWay, finished, ended, failed }: SweepSummary['counts']): string {
  const total = waiting + underWay + finished + ended + failed;
  const rest = [
    ...(underWay > 0 ? [`${underWay} training`] : []),
    ...(waiting > 0 ? [`${waiting} waiting`] : []),
    ...(ended > 0 ? [`${ended} stopped`] : []),
    ...(failed > 0 ? [`${failed} failed`] : []),
  ];
  return [finished === total ? `all ${total} finished` : `${finished} of ${total} finished`, ...rest].join(
    ', ',
  );
}

/** `93.12 ± 0.40 %`, without the half width where one run tells nothing of it. */
export function intervalText(
  metric: ComparedMetric,
  { mean, ci95 }: Pick<MeanInterval, 'mean' | 'ci95'>,
): string {
  const value = metricNumber(metric, mean).replace('-', '−');
  const half = ci95 === null ? '' : ` ± ${metricNumber(metric, (ci95[1] - ci95[0]) / 2)}`;
  return `${value}${half}${metricUnit(metric)}`;
}

/** `+1.20 pp [+0.40, +2.00]`. */
export function differenceText(
  metric: ComparedMetric,
  { mean, ci95 }: Pick<MeanInterval, 'mean' | 'ci95'>,
): string {
  const signed = (value: number): string =>
    `${value > 0 ? '+' : value < 0 ? '−' : ''}${metricNumber(metric, Math.abs(value))}`;
  const unit = differenceUnit(metric).replace(' percentage points', ' pp');
  return `${signed(mean)}${unit}${ci95 === null ? '' : `  [${signed(ci95[0])}, ${signed(ci95[1])}]`}`;
}

export function metricTitle(metric: ComparedMetric): string {
  const words = metricInWords(metric);
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** The figure a bench is judged by: test accuracy where there are classes, else test loss. */
export function mainMetric(target: 'input' | 'labels'): ComparedMetric {
  return target === 'labels' ? 'test.accuracy' : 'test.loss';
}

/** Figures that all the comparison's arms can have, the one it is judged by first. */
export function shownMetrics(target: 'input' | 'labels'): ComparedMetric[] {
  return target === 'labels'
    ? ['test.accuracy', 'test.loss', 'gap', 'train.accuracy', 'validation.accuracy', 'seconds']
    : ['test.loss', 'gap.loss', 'train.loss', 'validation.loss', 'seconds'];
}

export interface Verdict {
  /** Of the arm that is compared with the reference. */
  readonly arm: number;
  readonly verdict: 'none' | 'single' | 'unshown' | 'shown' | 'spread';
  readonly words: string;
}

/** A sentence for every arm but the reference; where none is finished, what there is to wait for. Of one arm, its spread. */
export function verdicts(
  { arms, differences }: SweepComparison,
  metric: ComparedMetric,
  reference: number,
): Verdict[] {
  if (arms.length === 1) return arms.map((only) => spreadOf(only, metric));
  return arms.flatMap(({ name }, arm): Verdict[] => {
    if (arm === reference) return [];
    const found = differences.find((difference) => difference.b === arm && difference.metric === metric);
    if (found !== undefined) return [{ arm, verdict: found.verdict, words: found.words }];
    const other = arms[reference]?.name ?? '';
    const words = `“${name}” and “${other}” have no finished seed in common yet: nothing can be said about their ${metricInWords(metric)}.`;
    return [{ arm, verdict: 'none', words }];
  });
}

/** Nothing is compared: what varies is what the seed alone does. */
function spreadOf(
  { name, metric: figures }: SweepComparison['arms'][number],
  metric: ComparedMetric,
): Verdict {
  const found = figures[metric];
  const what = metricInWords(metric);
  const words =
    found === undefined
      ? `No seed of “${name}” is finished yet.`
      : `The ${what} of “${name}” is ${intervalText(metric, found)} over ${found.n} ${found.n === 1 ? 'seed' : 'seeds'}. ` +
        'Nothing differs between these runs but the seed: this is what chance alone does.';
  return { arm: 0, verdict: found === undefined ? 'none' : 'spread', words };
}
