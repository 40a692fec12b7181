/**
 * The translation-invariance meter: how much features change when the picture moves by some pixels, before pooling and
 * after it (lecture §8). Of pictures one by one, so that whoever asks can show progress and stop.
 */
import { createRunningSpread } from './running-spread';
import { createShiftBench } from './shift-bench';
import { largestShift } from './shifted-window';
import type { CreateKernels } from './feature-map';
import type { PoolSettings } from './pooling';
import type { RunningSpread } from './running-spread';
import type { FeatureKernels } from './feature-kernels';
import type { ShiftablePicture } from './shifted-window';

export type ShiftAxis = 'x' | 'y';

export interface MeterSettings {
  readonly kernels: FeatureKernels;
  /** Sides of square pooling regions in pixels, each with the stride of its own size; measured as max and as mean. */
  readonly regions: readonly number[];
  readonly axis: ShiftAxis;
}

/** Relative change over the shifts, of the features before pooling or after one kind of it. */
export interface InvarianceCurve {
  /** null before pooling. */
  readonly pooling: { readonly kind: PoolSettings['kind']; readonly region: number } | null;
  /** Pictures that count: those whose features are not all 0. */
  readonly pictures: number;
  /** Mean and standard deviation over the pictures, for each shift; NaN where no picture counts. */
  readonly mean: Float64Array;
  readonly deviation: Float64Array;
}

export interface InvarianceResult {
  readonly axis: ShiftAxis;
  /** In pixels, −8 … 8; positive is to the right, or down. */
  readonly shifts: readonly number[];
  /** Pictures that were added. */
  readonly pictures: number;
  /** Before pooling first, then the regions as given, max before mean. */
  readonly curves: readonly InvarianceCurve[];
}

export interface InvarianceMeter {
  /** @throws EngineError('shape') when a kernel or a region does not fit the window */
  add(picture: ShiftablePicture): void;
  result(): InvarianceResult;
}

/** The shifts that are measured. */
export const shifts: readonly number[] = Array.from(
  { length: 2 * largestShift + 1 },
  (_, index) => index - largestShift,
);

/**
 * ‖F(shifted) − F(original)‖ / ‖F(original)‖ over all numbers of the map; 0 means invariant.
 * @returns null where the original is all 0, which no change can be measured against
 */
export function relativeChange(original: Float32Array, shifted: Float32Array): number | null {
  let difference = 0;
  let size = 0;
  for (let index = 0; index < original.length; index += 1) {
    difference += (shifted[index] - original[index]) ** 2;
    size += original[index] ** 2;
  }
  return size > 0 ? Math.sqrt(difference / size) : null;
}

type Pooling = NonNullable<InvarianceCurve['pooling']>;

function settingsOf({ kind, region }: Pooling): PoolSettings {
  return { kind, region: [region, region], stride: [region, region] };
}

export function createInvarianceMeter(
  createKernels: CreateKernels,
  { kernels, regions, axis }: MeterSettings,
): InvarianceMeter {
  const kinds = ['max', 'mean'] as const;
  const poolings = regions.flatMap((region) => kinds.map((kind): Pooling => ({ kind, region })));
  /** What is compared: the features themselves, then each pooling of them. */
  const compared = [null, ...poolings];
  const spreads: RunningSpread[] = compared.map(() => createRunningSpread(shifts.length));
  let pictures = 0;

  function add(picture: ShiftablePicture): void {
    const bench = createShiftBench(createKernels, kernels, poolings.map(settingsOf), picture);
    const mapsAt = (shift: number): Float32Array[] => {
      const features = bench.featuresAt(axis === 'x' ? shift : 0, axis === 'y' ? shift : 0);
      return [features, ...poolings.map((_, index) => bench.pooled(index))];
    };
    const originals = mapsAt(0).map((map) => map.slice());
    const changes = compared.map(() => new Float64Array(shifts.length));
    shifts.forEach((shift, at) => {
      mapsAt(shift).forEach((map, index) => {
        changes[index][at] = relativeChange(originals[index], map) ?? NaN;
      });
    });
    changes.forEach((change, index) => {
      if (!Number.isNaN(change[0])) spreads[index].add(change);
    });
    pictures += 1;
  }

  function result(): InvarianceResult {
    const curves = compared.map((pooling, index) => ({ pooling, ...spreads[index].now() }));
    return { axis, shifts, pictures, curves };
  }

  return { add, result };
}
