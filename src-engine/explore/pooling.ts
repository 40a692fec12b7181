/** Pooling of one map by the engine's own layer, and how one of its numbers came about (lecture §8). */
import { EngineError } from '../errors';
import { pool2d } from '../layers/pool2d';
import type { Kernels } from '../kernels/kernels';
import type { Pool2dSpec } from '../layers/pool2d';
import type { CreateKernels, FeatureMap } from './feature-map';

export type PoolSettings = Omit<Pool2dSpec, 'type'>;

/** Of a map. */
export type MapSize = readonly [height: number, width: number, channels: number];

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

/** @throws EngineError('shape') when the region is larger than the map */
export function pooledSize(settings: PoolSettings, map: MapSize): MapSize {
  const spec: Pool2dSpec = { type: 'pool2d', ...settings };
  const misfit = pool2d.misfit(spec, map);
  if (misfit !== null) throw new EngineError('shape', `${pool2d.title(spec)} ${misfit}`);
  const [height, width, channels] = pool2d.outputShape(spec, map);
  return [height, width, channels];
}

/**
 * The engine's pooling layer between two places of an arena; the returned function overwrites the output.
 * @param input, output element offsets
 */
export function buildPool(
  kernels: Kernels,
  settings: PoolSettings,
  map: MapSize,
  input: number,
  output: number,
): () => void {
  const buffers = {
    input,
    inputGradient: null,
    output,
    outputGradient: output,
    parameters: [],
    gradients: [],
    state: [],
    kept: 0,
    scratch: 0,
    tied: null,
  };
  const layer = pool2d.build(kernels, { type: 'pool2d', ...settings }, map, buffers, 0);
  const dropoutRates = new Float64Array();
  const pass = { batch: 1, training: false, seed: 0, step: 0, firstRow: 0, dropoutRates, inputOnly: false };
  return () => layer.forward(pass);
}

/**
 * Max or mean over regions, channel by channel; what is left at the lower and right border is not seen.
 * Shapes: [H,W,C] → [⌊(H − R)/s⌋ + 1, ⌊(W − S)/s⌋ + 1, C], new numbers.
 * @throws EngineError('shape') when the region is larger than the map
 */
export function poolMap(createKernels: CreateKernels, map: FeatureMap, settings: PoolSettings): FeatureMap {
  const size: MapSize = [map.height, map.width, map.channels];
  const [height, width, channels] = pooledSize(settings, size);
  const output = map.values.length;
  const length = height * width * channels;
  const kernels = createKernels(output + length);
  kernels.values.set(map.values);
  buildPool(kernels, settings, size, 0, output)();
  return {
    height,
    width,
    channels,
    values: Float32Array.from(kernels.values.subarray(output, output + length)),
  };
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
