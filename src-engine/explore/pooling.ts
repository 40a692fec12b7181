/** Pooling of one map by the engine's own layer, and how one of its numbers came about (lecture §8). */
import { EngineError } from '../errors';
import { copyOf, createArenaPlan, planLayer } from './layer-plan';
import type { Pool2dSpec } from '../spec/experiment';
import type { CreateKernels, FeatureMap } from './layer-plan';

export type PoolSettings = Omit<Pool2dSpec, 'type'>;

/** A number of the pooled map. */
export interface PoolPlace {
  readonly y: number;
  readonly x: number;
  readonly channel: number;
}

/** What one number of the pooled map was made of. */
export interface PoolTrace {
  /** Upper left pixel of the region in the map. */
  readonly top: number;
  readonly left: number;
  /** Numbers under the region [region height, region width]. */
  readonly inputs: Float32Array;
  /** Index in `inputs` of the first maximum, row by row: the one that a gradient would go to. */
  readonly maximumAt: number;
  /** Of all inputs, in float64. */
  readonly sum: number;
  readonly count: number;
  /** The maximum exactly, or sum / count in float64: the map holds it up to float32 rounding. */
  readonly result: number;
}

/**
 * Max or mean over regions, channel by channel; what is left at the lower and right border is not seen.
 * Shapes: [H,W,C] → [⌊(H − R)/s⌋ + 1, ⌊(W − S)/s⌋ + 1, C], new numbers.
 * @throws EngineError('shape') when the region is larger than the map
 */
export function poolMap(createKernels: CreateKernels, map: FeatureMap, settings: PoolSettings): FeatureMap {
  const plan = createArenaPlan();
  const input = plan.place(map.values.length);
  const shape = [map.height, map.width, map.channels];
  const layer = planLayer(plan, { type: 'pool2d', ...settings }, shape, input);
  const kernels = createKernels(plan.elements);
  kernels.values.set(map.values, input.offset);
  layer.build(kernels)();
  const [height, width, channels] = layer.outputShape;
  return { height, width, channels, values: copyOf(kernels, layer.output) };
}

/**
 * The region behind one number of the pooled map, and the arithmetic.
 * @throws EngineError('shape') when the region does not lie within the map
 */
export function tracePool(
  map: FeatureMap,
  { kind, region: [rows, columns], stride }: PoolSettings,
  place: PoolPlace,
): PoolTrace {
  const top = place.y * stride[0];
  const left = place.x * stride[1];
  const isInside = top >= 0 && left >= 0 && top + rows <= map.height && left + columns <= map.width;
  if (!isInside || place.channel < 0 || place.channel >= map.channels) {
    throw new EngineError(
      'shape',
      `The pooled map has no number at row ${place.y}, column ${place.x}, channel ${place.channel}.`,
    );
  }
  const count = rows * columns;
  const inputs = new Float32Array(count);
  let maximumAt = 0;
  let sum = 0;
  for (let index = 0; index < count; index += 1) {
    const y = top + Math.floor(index / columns);
    const x = left + (index % columns);
    const value = map.values[(y * map.width + x) * map.channels + place.channel];
    inputs[index] = value;
    sum += value;
    if (value > inputs[maximumAt]) maximumAt = index;
  }
  const result = kind === 'max' ? inputs[maximumAt] : sum / count;
  return { top, left, inputs, maximumAt, sum, count, result };
}
