/** The arithmetic of one cell, number by number: what it sees, what that is multiplied with, what comes out. No Vue. */
import { mapFields, receptiveField, type FieldRegion, type LayerWindow } from '../../../src-engine';
import type { NumberPicture } from '../../shared/canvas/paint-picture';
import type { ChainStage, MapShape } from './chain-stages';
import type { ChainCell } from './links';

/** Products that are summed: of a convolution or a dense unit. */
export interface SumTrace {
  readonly kind: 'sum';
  readonly shape: MapShape;
  /** [height, width, channels] as `shape` says; zeros where the window reaches over the border. */
  readonly inputs: Float64Array;
  readonly weights: Float64Array;
  readonly products: Float64Array;
  readonly sum: number;
  readonly bias: number;
}

/** One region of one map that becomes one number. */
export interface PoolTrace {
  readonly kind: 'max' | 'mean';
  readonly shape: MapShape;
  readonly inputs: Float64Array;
  readonly result: number;
  /** Index of the first largest. */
  readonly largest: number;
  /** The map that the region is a part of. */
  readonly source: NumberPicture;
  readonly region: FieldRegion;
}

export type CellTrace = SumTrace | PoolTrace;

function windowOf(stage: ChainStage): LayerWindow | null {
  const { height, width, channels } = stage.input;
  const [step] = mapFields([stage.spec], [height, width, channels]).steps;
  return step?.field.type === 'window' ? step.field.window : null;
}

/**
 * @param input what the stage sees, [height, width, channels]
 * @returns null for stages whose arithmetic is not shown number by number
 */
export function traceOf(
  stage: ChainStage,
  cell: ChainCell,
  input: ArrayLike<number>,
  tensors: { readonly weights: ArrayLike<number> | null; readonly bias: ArrayLike<number> | null },
): CellTrace | null {
  const { spec } = stage;
  if (spec.type === 'dense') {
    return tensors.weights === null ? null : sumTrace(stage.input, Float64Array.from(input), cell, tensors);
  }
  if (spec.type !== 'conv2d' && spec.type !== 'pool2d') return null;
  const window = windowOf(stage);
  if (window === null) return null;
  const shape = { height: window.windowHeight, width: window.windowWidth, channels: stage.input.channels };
  if (spec.type === 'conv2d') return sumTrace(shape, inputsUnder(window, cell, input, null), cell, tensors);
  const seen = inputsUnder(window, cell, input, cell.channel);
  const { height, width, channels } = stage.input;
  const values = Float64Array.from(
    { length: height * width },
    (_, at) => input[at * channels + cell.channel] ?? 0,
  );
  const place = { top: cell.y, left: cell.x, height: 1, width: 1 };
  const region = receptiveField(mapFields([spec], [height, width, channels]), 0, place);
  const source = { height, width, channels: 1, values };
  return { ...poolTrace(spec.kind, { ...shape, channels: 1 }, seen), source, region };
}

/** @param channel the only one to read; null for all */
function inputsUnder(
  window: LayerWindow,
  { y, x }: ChainCell,
  input: ArrayLike<number>,
  channel: number | null,
): Float64Array {
  const channels = channel === null ? window.channels : 1;
  const seen = new Float64Array(window.windowHeight * window.windowWidth * channels);
  let at = 0;
  for (let r = 0; r < window.windowHeight; r++) {
    const row = y * window.strideY - window.top + r * window.dilationY;
    for (let s = 0; s < window.windowWidth; s++) {
      const column = x * window.strideX - window.left + s * window.dilationX;
      const isInside = row >= 0 && row < window.height && column >= 0 && column < window.width;
      const first = (row * window.width + column) * window.channels + (channel ?? 0);
      for (let c = 0; c < channels; c++, at++) seen[at] = isInside ? (input[first + c] ?? 0) : 0;
    }
  }
  return seen;
}

/** Weights of a unit lie in one row, in the order of what it sees. */
function sumTrace(
  shape: MapShape,
  inputs: Float64Array,
  { channel }: ChainCell,
  { weights, bias }: { readonly weights: ArrayLike<number> | null; readonly bias: ArrayLike<number> | null },
): SumTrace {
  const first = channel * inputs.length;
  const own = Float64Array.from(inputs, (_, at) => weights?.[first + at] ?? 0);
  const products = inputs.map((value, at) => value * (own[at] ?? 0));
  const sum = products.reduce((total, product) => total + product, 0);
  return { kind: 'sum', shape, inputs, weights: own, products, sum, bias: bias?.[channel] ?? 0 };
}

function poolTrace(
  kind: 'max' | 'mean',
  shape: MapShape,
  inputs: Float64Array,
): Omit<PoolTrace, 'source' | 'region'> {
  let largest = 0;
  let sum = 0;
  inputs.forEach((value, at) => {
    sum += value;
    if (value > (inputs[largest] ?? 0)) largest = at;
  });
  const result = kind === 'max' ? (inputs[largest] ?? 0) : sum / inputs.length;
  return { kind, shape, inputs, result, largest };
}
