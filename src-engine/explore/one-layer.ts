/** One layer of the registry over single pictures, in an arena of its own: what is explored is what trains. */
import { EngineError } from '../errors';
import { layerKinds } from '../layers/registry';
import { elementCount } from '../tensor';
import type { Kernels } from '../kernels/kernels';
import type { LayerBuffers } from '../layers/layer';
import type { LayerSpec } from '../spec/experiment';
import type { Shape } from '../tensor';

/** Tensors start on a cache line, as in training. */
const lineElements = 16;

/** A picture or a map of features: numbers [height, width, channels], row-major. */
export interface FeatureMap {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly values: Float32Array;
}

/** Kernels over a new arena of so many float32 numbers. */
export type CreateKernels = (elements: number) => Kernels;

export interface PreparedLayer {
  readonly outputShape: readonly [height: number, width: number, channels: number];
  /** The layer's input [height, width, channels] in the arena, to be written before `run`. */
  readonly input: Float32Array;
  /** Overwrites the output, a view into the arena that the next call overwrites again. */
  run(): Float32Array;
}

/**
 * Places a layer that turns pictures into pictures (a convolution, a pooling) and builds it.
 * @param parameters in the order of the layer's kind, weights before bias; copied
 * @throws EngineError('shape') when the input or the parameters do not fit the layer
 */
export function prepareLayer(
  createKernels: CreateKernels,
  spec: LayerSpec,
  inputShape: Shape,
  parameters: readonly Float32Array[] = [],
): PreparedLayer {
  const kind = layerKinds[spec.type];
  const misfit = kind.misfit(spec, inputShape);
  if (misfit !== null) throw new EngineError('shape', `${kind.title(spec)}: ${misfit}`);
  const [height, width, channels] = kind.outputShape(spec, inputShape);
  const lengths = kind.parameters(spec, inputShape).map(({ shape }) => elementCount(shape));
  const given = parameters.map(({ length }) => length);
  if (lengths.join() !== given.join()) {
    const expected = lengths.join(' and ') || 'no';
    throw new EngineError(
      'shape',
      `${kind.title(spec)} needs ${expected} parameters, got ${given.join(' and ')}.`,
    );
  }

  let elements = 0;
  const place = (length: number): number => {
    const offset = elements;
    elements += Math.ceil(length / lineElements) * lineElements;
    return offset;
  };
  const inputLength = elementCount(inputShape);
  const outputLength = height * width * channels;
  const input = place(inputLength);
  const output = place(outputLength);
  const placed = lengths.map(place);
  const scratch = place(kind.scratch?.(spec, inputShape, 1) ?? 0);
  const buffers: LayerBuffers = {
    input,
    inputGradient: null,
    output,
    outputGradient: output,
    parameters: placed,
    gradients: [],
    state: [],
    kept: 0,
    scratch,
    tied: null,
  };
  const kernels = createKernels(elements);
  const arena = kernels.values;
  if (!(arena instanceof Float32Array)) throw new EngineError('internal', 'Explorers work in float32.');
  parameters.forEach((values, index) => arena.set(values, placed[index]));
  const layer = kind.build(kernels, spec, inputShape, buffers, 0);
  return {
    outputShape: [height, width, channels],
    input: arena.subarray(input, input + inputLength),
    run() {
      layer.forward({ batch: 1, training: false, seed: 0, step: 0, firstRow: 0 });
      return arena.subarray(output, output + outputLength);
    },
  };
}
