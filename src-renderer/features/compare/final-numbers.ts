/** The numbers that compared runs ended with, and which of them may be called best. */
import type { Metrics } from '../../../src-engine';
import type { ComparedRun } from './curves';

export interface FinalNumbers {
  readonly trainLoss: number | null;
  readonly validationLoss: number | null;
  readonly validationAccuracy: number | null;
  readonly testLoss: number | null;
  readonly testAccuracy: number | null;
  /** Of training, over all sessions. */
  readonly durationMs: number;
  /** All samples trained on by all the time it took; null before the first epoch. */
  readonly samplesPerSecond: number | null;
  readonly parameterCount: number | null;
}

export type NumberName = keyof FinalNumbers;

/** In which direction a number is better. */
export const judged: Partial<Record<NumberName, 'low' | 'high'>> = {
  validationLoss: 'low',
  validationAccuracy: 'high',
  testLoss: 'low',
  testAccuracy: 'high',
};

/** Those of the epoch whose weights are the result, where that is known; of the last one otherwise. */
export function finalNumbers({ run }: Pick<ComparedRun, 'run'>): FinalNumbers {
  const { summary, epochs } = run;
  const row = epochs.find(({ epoch }) => epoch === summary.weightsEpoch) ?? epochs.at(-1);
  const samples = epochs.reduce((sum, one) => sum + (one.samplesPerSecond * one.durationMs) / 1000, 0);
  const seconds = epochs.reduce((sum, one) => sum + one.durationMs / 1000, 0);
  const validation: Metrics | null = row?.validation ?? null;
  return {
    trainLoss: row?.train.loss ?? null,
    validationLoss: validation?.loss ?? null,
    validationAccuracy: validation?.accuracy ?? null,
    testLoss: summary.test?.loss ?? null,
    testAccuracy: summary.test?.accuracy ?? null,
    durationMs: summary.durationMs,
    samplesPerSecond: seconds > 0 ? samples / seconds : null,
    parameterCount: summary.parameterCount,
  };
}

/**
 * What the numbers of two runs must share to be measured by one yardstick: pictures and how they are prepared and split,
 * target and loss. Losses hold λ, ρ and β too: with others they are other quantities.
 */
export function yardstick({ run }: ComparedRun, name: NumberName): string {
  const experiment = run.detail?.experiment;
  if (experiment === undefined) return '';
  const { data, split, objective } = experiment;
  const { target, loss, weightDecay, sparsity, activityL1 } = objective;
  const terms = name.endsWith('Loss') ? [weightDecay, sparsity, activityL1 ?? 0] : [];
  return JSON.stringify([data, split, target, loss, terms]);
}

/**
 * Numbers of the runs that are the best of theirs; of several equal ones all. None where there are less than two numbers, and
 * where the runs are not measured by one yardstick.
 */
export function bestRuns(runs: readonly ComparedRun[], name: NumberName): ReadonlySet<number> {
  const better = judged[name];
  const measured = runs.flatMap((one) => {
    const value = finalNumbers(one)[name];
    return value === null ? [] : [{ id: one.id, value, yardstick: yardstick(one, name) }];
  });
  const isComparable = new Set(measured.map((one) => one.yardstick)).size === 1;
  if (better === undefined || measured.length < 2 || !isComparable) return new Set();
  const values = measured.map(({ value }) => value);
  const best = better === 'low' ? Math.min(...values) : Math.max(...values);
  return new Set(measured.filter(({ value }) => value === best).map(({ id }) => id));
}
