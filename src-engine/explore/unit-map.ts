/** The whole map of one unit of a learned layer over a picture that is prepared for it. */
import { windowPreparation } from './learned-layer';
import { slideStrips } from './strips';
import type { CreateKernels, FeatureMap } from './feature-map';
import type { LearnedInput, LearnedLayer } from './learned-layer';
import type { FilterStack } from './strips';

/** Rows of the map that are computed at once. */
const stripRows = 32;

/** One filter of many, as a stack of its own. */
function only({ weights, bias, ...shape }: FilterStack, unit: number): FilterStack {
  const size = shape.height * shape.width * shape.channels;
  return {
    ...shape,
    count: 1,
    weights: weights.subarray(unit * size, (unit + 1) * size),
    bias: bias.subarray(unit, unit + 1),
  };
}

/**
 * Shapes: prepared [H,W,C] → [Ho,Wo,1], new numbers.
 * @param prepared by `preparePicture`
 * @throws EngineError('shape') where picture and filters do not fit each other
 */
export function mapUnit(
  createKernels: CreateKernels,
  prepared: FeatureMap,
  learned: LearnedLayer,
  input: LearnedInput,
  unit: number,
): FeatureMap {
  const { window: spec, activation } = learned;
  const prepare = windowPreparation(learned, input) ?? undefined;
  const filters = only(learned.filters, unit);
  const job = { picture: prepared, filters, window: spec, activation, prepare };
  const { window, kernels, strips } = slideStrips(createKernels, job, stripRows);
  const { outHeight: height, outWidth: width } = window;
  const values = new Float32Array(height * width);
  for (const { firstRow, rows, offset } of strips) {
    values.set(kernels.values.subarray(offset, offset + rows * width), firstRow * width);
  }
  return { height, width, channels: 1, values };
}
