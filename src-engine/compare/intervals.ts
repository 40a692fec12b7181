/** Means of runs that differ in the seed alone, with their 95 % intervals: single, paired, and epoch by epoch. */
import { EngineError } from '../errors';
import { studentQuantile } from './student-t';

const confidence = 0.95;

/** A mean with Student's two-sided 95 % interval. */
export interface MeanInterval {
  readonly mean: number;
  /** [low, high]; null for a single value, which tells nothing about its spread. */
  readonly ci95: readonly [low: number, high: number] | null;
  /** Values it was made from, 1 or more. */
  readonly n: number;
}

/** A figure of the run with this seed. */
export interface SeedValue {
  readonly seed: number;
  readonly value: number;
}

export interface PairedDifference extends MeanInterval {
  /** Seeds that both sides have, ascending. */
  readonly seeds: readonly number[];
}

/** One point of a curve; epochs are counted from 1. */
export interface EpochValue {
  readonly epoch: number;
  readonly value: number;
}

/** The curves of several runs at one epoch; where only one has come so far, `lo` and `hi` are null. */
export interface BandPoint {
  readonly epoch: number;
  readonly mean: number;
  readonly lo: number | null;
  readonly hi: number | null;
  readonly n: number;
}

/**
 * Mean ± t·s/√n with n − 1 degrees of freedom.
 * @param values finite; their order has no effect beyond rounding
 * @returns null where there are no values
 * @throws EngineError('numeric') where a value is not finite: leave out runs that broke, and say so
 * @see Student 1908, "The probable error of a mean"
 */
export function meanInterval(values: readonly number[]): MeanInterval | null {
  const n = values.length;
  if (n === 0) return null;
  const broken = values.find((value) => !Number.isFinite(value));
  if (broken !== undefined) {
    throw new EngineError('numeric', `A mean needs finite values, got ${broken}. Leave that run out.`);
  }
  const rounded = values.reduce((sum, value) => sum + value / n, 0);
  // The mean of equal values is that value, also where the sum was rounded.
  const mean = Math.min(Math.max(rounded, Math.min(...values)), Math.max(...values));
  if (n === 1) return { mean, ci95: null, n };
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1);
  const half = studentQuantile(confidence, n - 1) * Math.sqrt(variance / n);
  return { mean, ci95: [mean - half, mean + half], n };
}

/**
 * Mean of b − a over the seeds that both have. Equal seeds begin with equal weights and see equal minibatches, so what
 * the seed does to both cancels, and fewer runs show a difference than without pairs.
 * @returns null where no seed is in both
 */
export function pairedDifference(a: readonly SeedValue[], b: readonly SeedValue[]): PairedDifference | null {
  const ofB = new Map(b.map(({ seed, value }) => [seed, value]));
  const pairs = a
    .flatMap(({ seed, value }) => {
      const other = ofB.get(seed);
      return other === undefined ? [] : [{ seed, difference: other - value }];
    })
    .sort((first, second) => first.seed - second.seed);
  const interval = meanInterval(pairs.map(({ difference }) => difference));
  return interval === null ? null : { ...interval, seeds: pairs.map(({ seed }) => seed) };
}

/**
 * Mean and 95 % interval of several curves at every epoch that one of them has, ascending. Curves may have different
 * lengths and gaps; values that are not finite are left out.
 */
export function bandOverEpochs(curves: readonly (readonly EpochValue[])[]): BandPoint[] {
  const values = new Map<number, number[]>();
  for (const { epoch, value } of curves.flat()) {
    if (!Number.isFinite(value)) continue;
    const known = values.get(epoch);
    if (known === undefined) values.set(epoch, [value]);
    else known.push(value);
  }
  const epochs = [...values.keys()].sort((first, second) => first - second);
  return epochs.flatMap((epoch) => {
    const interval = meanInterval(values.get(epoch) ?? []);
    if (interval === null) return [];
    const { mean, ci95, n } = interval;
    return [{ epoch, mean, lo: ci95?.[0] ?? null, hi: ci95?.[1] ?? null, n }];
  });
}
