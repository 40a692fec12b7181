/** Layers of the registry over single pictures, placed side by side in one arena: what is explored is what trains. */
import { EngineError } from '../errors';
import { layerKinds } from '../layers/registry';
import { elementCount } from '../tensor';
import type { Kernels } from '../kernels/kernels';
import type { LayerBuffers } from '../layers/layer';
import type { Region } from '../model/memory-plan';
import type { LayerSpec } from '../spec/experiment';
import type { Shape } from '../tensor';

/** A picture or a map of features: numbers [height, width, channels], row-major. */
export interface FeatureMap {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly values: Float32Array;
}

/** Kernels over an arena of at least so many float32 numbers; whoever asks again has done with the last one. */
export type CreateKernels = (elements: number) => Kernels;

/** Takes pieces of an arena that is yet to come, one behind the other. */
export interface ArenaPlan {
  readonly elements: number;
  place(length: number): Region;
}

export interface PlannedLayer {
  readonly outputShape: readonly [height: number, width: number, channels: number];
  readonly output: Region;
  /** Writes the parameters into the arena; the returned function overwrites the output. */
  build(kernels: Kernels): () => void;
}

/** Tensors start on a cache line, as in training. */
const lineElements = 16;

export function createArenaPlan(): ArenaPlan {
  let elements = 0;
  return {
    get elements() {
      return elements;
    },
    place(length) {
      const region = { offset: elements, length };
      elements += Math.ceil(length / lineElements) * lineElements;
      return region;
    },
  };
}

/**
 * Places what a layer needs that turns pictures into pictures (a convolution, a pooling).
 * @param input [height, width, channels] of `inputShape`, placed before
 * @param parameters in the order of the layer's kind, weights before bias
 * @throws EngineError('shape') when the input or the parameters do not fit the layer
 */
export function planLayer(
  plan: ArenaPlan,
  spec: LayerSpec,
  inputShape: Shape,
  input: Region,
  parameters: readonly Float32Array[] = [],
): PlannedLayer {
  const kind = layerKinds[spec.type];
  const misfit = kind.misfit(spec, inputShape);
  if (misfit !== null) throw new EngineError('shape', `${kind.title(spec)} ${misfit}`);
  const [height, width, channels] = kind.outputShape(spec, inputShape);
  const lengths = kind.parameters(spec, inputShape).map(({ shape }) => elementCount(shape));
  const given = parameters.map(({ length }) => length);
  if (lengths.join() !== given.join()) {
    const numbers = (counts: readonly number[]): string => counts.join(' and ') || 'no';
    throw new EngineError(
      'shape',
      `${kind.title(spec)} needs ${numbers(lengths)} parameters, got ${numbers(given)}.`,
    );
  }
  const output = plan.place(height * width * channels);
  const placed = lengths.map((length) => plan.place(length).offset);
  const buffers: LayerBuffers = {
    input: input.offset,
    inputGradient: null,
    output: output.offset,
    outputGradient: output.offset,
    parameters: placed,
    gradients: [],
    state: [],
    kept: 0,
    scratch: plan.place(kind.scratch?.(spec, inputShape, 1) ?? 0).offset,
    tied: null,
  };
  return {
    outputShape: [height, width, channels],
    output,
    build(kernels) {
      parameters.forEach((values, index) => kernels.values.set(values, placed[index]));
      const layer = kind.build(kernels, spec, inputShape, buffers, 0);
      return () => layer.forward({ batch: 1, training: false, seed: 0, step: 0, firstRow: 0 });
    },
  };
}

/** New float32 numbers of a region. */
export function copyOf({ values }: Kernels, { offset, length }: Region): Float32Array {
  return new Float32Array(values.subarray(offset, offset + length));
}
