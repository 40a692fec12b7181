/** The figures of finished runs, and what they say about the arms of a sweep. */
import {
  comparedMetrics,
  describeDifference,
  meanInterval,
  pairedDifference,
  verdictOf,
  type SeedValue,
  type Sweep,
} from '../../src-engine';
import type { RunDetail } from '../contract/runs';
import type { Figures, SweepComparison, SweepRun } from '../contract/sweeps';
import type { StoredSweepRun } from '../db/sweep-repository';

type Measured = Pick<StoredSweepRun, 'state' | 'train' | 'validation' | 'test' | 'durationMs'>;

/** Nothing of a run that has not finished: its figures would be of less training than the others had. */
export function figuresOf({ state, train, validation, test, durationMs }: Measured): Figures {
  return state === 'finished' ? measuredOf({ train, validation, test, durationMs }) : {};
}

/** Of a run that has not finished, what its latest epoch has shown; its train figures are then from within training. */
export function figuresSoFar(run: RunDetail): Figures {
  const { trainAtEnd, test, durationMs, lastEpoch, epochs, weightsEpoch } = run;
  const result = epochs.find(({ epoch }) => epoch === weightsEpoch) ?? lastEpoch;
  const train = trainAtEnd ?? lastEpoch?.train ?? null;
  return measuredOf({ train, validation: result?.validation ?? null, test, durationMs });
}

function measuredOf({ train, validation, test, durationMs }: Omit<Measured, 'state'>): Figures {
  const all = {
    'train.loss': train?.loss,
    'train.accuracy': train?.accuracy,
    'validation.loss': validation?.loss,
    'validation.accuracy': validation?.accuracy,
    'test.loss': test?.loss,
    'test.data': test?.data,
    'test.accuracy': test?.accuracy,
    gap: difference(train?.accuracy, test?.accuracy),
    'gap.loss': difference(test?.data, train?.data),
    seconds: durationMs / 1000,
  };
  return Object.fromEntries(
    Object.entries(all).filter(([, value]) => typeof value === 'number' && Number.isFinite(value)),
  );
}

function difference(a: number | null | undefined, b: number | null | undefined): number | null {
  return a == null || b == null ? null : a - b;
}

/** @param reference index of the arm that the others are compared with */
export function compareArms(sweep: Sweep, runs: readonly SweepRun[], reference: number): SweepComparison {
  const arms = sweep.arms.map(({ name }, arm) => {
    const own = runs.filter((run) => run.arm === arm);
    const count = (state: SweepRun['state']): number => own.filter((run) => run.state === state).length;
    const metric: SweepComparison['arms'][number]['metric'] = {};
    for (const key of comparedMetrics) {
      const interval = meanInterval(valuesOf(own, key).map(({ value }) => value));
      if (interval !== null) metric[key] = interval;
    }
    return { name, runs: own.length, finished: count('finished'), failed: count('failed'), metric };
  });
  const others = sweep.arms.map((_, arm) => arm).filter((arm) => arm !== reference);
  return { arms, differences: others.flatMap((arm) => differencesOf(sweep, runs, reference, arm)) };
}

function differencesOf(
  sweep: Sweep,
  runs: readonly SweepRun[],
  a: number,
  b: number,
): SweepComparison['differences'] {
  const ofArm = (arm: number): SweepRun[] => runs.filter((run) => run.arm === arm);
  const names = { a: sweep.arms[a]?.name ?? '', b: sweep.arms[b]?.name ?? '' };
  return comparedMetrics.flatMap((metric) => {
    const paired = pairedDifference(valuesOf(ofArm(a), metric), valuesOf(ofArm(b), metric));
    const verdict = verdictOf(paired);
    if (paired === null || verdict === 'none') return [];
    return [
      {
        a,
        b,
        metric,
        ...paired,
        verdict,
        words: describeDifference({ ...names, metric, difference: paired }),
      },
    ];
  });
}

function valuesOf(runs: readonly SweepRun[], metric: keyof Figures): SeedValue[] {
  return runs.flatMap(({ seed, figures }) => {
    const value = figures[metric];
    return value === undefined ? [] : [{ seed, value }];
  });
}
