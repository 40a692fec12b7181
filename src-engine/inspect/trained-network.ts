/**
 * A trained network that is only asked: opened from an experiment and a checkpoint, on an arena of its own. It knows the
 * activations of every layer for given inputs and how one unit's activation changes with the input; it trains nothing.
 */
import { EngineError } from '../errors';
import { createReferenceKernels } from '../kernels/reference/reference-kernels';
import { createSimdKernels } from '../kernels/simd/simd-kernels';
import { layerKinds } from '../layers/registry';
import { planMemory } from '../model/memory-plan';
import { lossOf } from '../objectives/registry';
import { describeNetwork } from '../spec/describe-network';
import { elementCount, formatShape } from '../tensor';
import { applySoftmax } from './softmax';
import { readTrainedTensors } from './trained-tensors';
import type { FloatArray, Kernels } from '../kernels/kernels';
import type { KernelVariant } from '../kernels/simd/simd-kernels';
import type { Layer, Pass } from '../layers/layer';
import type { MemoryPlan, PlacedLayer } from '../model/memory-plan';
import type { Experiment } from '../spec/experiment';
import type { Shape } from '../tensor';
import type { LayerSummary } from '../worker/protocol';
import type { StoredWeights } from './first-filters';

/** What a trained network is opened from. */
export interface TrainedSource {
  readonly experiment: Experiment;
  /** [height, width, channels] of one input. */
  readonly sampleShape: readonly [height: number, width: number, channels: number];
  /** 0 where the data set has no classes. */
  readonly classCount: number;
  /** As training saved it. */
  readonly checkpoint: Uint8Array;
}

export interface OpenOptions {
  /** Bytes of the SIMD kernels; null asks the reference kernels. */
  readonly kernelsWasm: Uint8Array | null;
  /** Which of the SIMD kernels; plain where nothing is said. */
  readonly variant?: KernelVariant;
  /** Inputs that go through the network at once, at most. */
  readonly rows: number;
  /** Numbers of the reference kernels; float32 where nothing is said. */
  readonly precision?: 'float32' | 'float64';
}

/** What of a unit is asked for: a = f(z) as the next layer sees it, or z, before the layer's nonlinearity. */
export type UnitStage = 'activation' | 'preactivation';

export class TrainedNetwork {
  readonly layers: readonly LayerSummary[];
  readonly sampleShape: TrainedSource['sampleShape'];
  /** Numbers of one input. */
  readonly features: number;
  /** Most inputs at once. */
  readonly rows: number;
  /** Number of epochs after which the weights were as they are here. */
  readonly epoch: number;
  readonly #experiment: Experiment;
  readonly #plan: MemoryPlan;
  readonly #kernels: Kernels;
  readonly #built: readonly Layer[];
  /** The same layers on the same buffers without their nonlinearity, as far as they were asked for. */
  readonly #linear: (Layer | undefined)[] = [];
  readonly #pass: Pass & { batch: number } = {
    batch: 0,
    training: false,
    seed: 0,
    step: 0,
    firstRow: 0,
    dropoutRates: new Float64Array(),
    inputOnly: true,
  };

  /**
   * @throws EngineError('config') where the checkpoint is damaged or belongs to another experiment, and
   * EngineError('shape' | 'memory') where the network does not fit its inputs or this machine
   */
  constructor(source: TrainedSource, options: OpenOptions) {
    const { experiment, sampleShape, classCount, checkpoint } = source;
    this.#experiment = experiment;
    this.sampleShape = sampleShape;
    this.layers = describeNetwork(experiment, sampleShape, classCount);
    this.rows = options.rows;
    this.features = elementCount(sampleShape);
    const sizes = { inputShape: sampleShape, rows: options.rows, sampleCount: 0, isAsked: true };
    this.#plan = planMemory(experiment, sizes);
    const trained = readTrainedTensors(experiment, this.#plan, checkpoint);
    this.epoch = trained.epoch;
    this.#kernels = createKernels(this.#plan.elements, options);
    const { values } = this.#kernels;
    values.set(trained.parameters, this.#plan.parameters.offset);
    values.set(trained.layerState, this.#plan.layerState.offset);
    this.#built = this.#plan.layers.map(({ spec, inputShape, buffers }, index) =>
      layerKinds[spec.type].build(this.#kernels, spec, inputShape, buffers, index),
    );
  }

  /**
   * Sends inputs through the network, up to a layer or to its end. Allocates nothing.
   * Shapes: inputs [rows, features], preprocessed; row-major, and copied into the arena.
   * @param last index of the last layer to compute
   */
  forward(inputs: FloatArray, rows: number, last: number = this.#built.length - 1): void {
    this.#load(inputs, rows);
    for (let index = 0; index <= last; index += 1) this.#built[index].forward(this.#pass);
  }

  /** Shape of what a layer takes for one input. */
  inputShape(layer: number): Shape {
    return this.#layer(layer).inputShape;
  }

  /** Shape of what a layer puts out for one input. */
  outputShape(layer: number): Shape {
    return this.#layer(layer).outputShape;
  }

  /**
   * What a layer put out in the latest `forward`: a view of the arena [rows, …outputShape], worth nothing after the next
   * question. Of the last layer it is the logits where the loss starts from them; see `probabilities`.
   */
  activations(layer: number): FloatArray {
    const { buffers, outputShape } = this.#layer(layer);
    const { output } = buffers;
    return this.#kernels.values.subarray(output, output + this.#pass.batch * elementCount(outputShape));
  }

  /**
   * What the network says in the latest `forward`, after its last nonlinearity: the probability of every class, or the
   * picture an autoencoder gives back. A new array [rows, outputs].
   */
  probabilities(): Float32Array {
    const last = this.#built.length - 1;
    const outputs = Float32Array.from(this.activations(last));
    if (!lossOf(this.#experiment).fromLogits) return outputs;
    const written = this.#experiment.network.layers[last];
    if ('activation' in written && written.activation === 'sigmoid') {
      for (let i = 0; i < outputs.length; i += 1) outputs[i] = 1 / (1 + Math.exp(-outputs[i]));
    } else applySoftmax(outputs, elementCount(this.outputShape(last)));
    return outputs;
  }

  /** The weights of a layer as they are stored, or null where it has none of its own; a copy. */
  weights(layer: number): StoredWeights | null {
    const tensor = this.#layer(layer).parameters.find(({ role }) => role === 'weight');
    if (tensor === undefined) return null;
    const { shape, unitsLast = false } = tensor;
    const { offset, length } = tensor.values;
    const values = Float32Array.from(this.#kernels.values.subarray(offset, offset + length));
    return { shape, unitsLast, values };
  }

  /** The biases of a layer, one for each unit, or null where it has none; a copy. */
  bias(layer: number): Float32Array | null {
    const tensor = this.#layer(layer).parameters.find(({ role }) => role === 'bias');
    if (tensor === undefined) return null;
    const { offset, length } = tensor.values;
    return Float32Array.from(this.#kernels.values.subarray(offset, offset + length));
  }

  /**
   * How one number of a layer, for each input one of its own, changes with the input.
   * Shapes: inputs [rows, features]; places [rows], each an index into the layer's output (for pictures
   * (y·width + x)·channels + channel) → values [rows], and gradient [rows, features], a view that is worth nothing
   * after the next question.
   */
  unitGradients(
    layer: number,
    stage: UnitStage,
    inputs: FloatArray,
    places: ArrayLike<number>,
  ): { readonly values: Float64Array; readonly gradient: FloatArray } {
    const rows = places.length;
    const { inputGradient } = this.#plan;
    if (inputGradient === null) throw new EngineError('internal', 'The plan has no gradient of the input.');
    const { buffers, outputShape } = this.#layer(layer);
    const top = stage === 'preactivation' ? this.#withoutNonlinearity(layer) : this.#built[layer];
    this.#load(inputs, rows);
    for (let index = 0; index < layer; index += 1) this.#built[index].forward(this.#pass);
    top.forward(this.#pass);
    const size = elementCount(outputShape);
    const numbers = this.#kernels.values;
    const values = Float64Array.from(places, (place, row) => numbers[buffers.output + row * size + place]);
    numbers.fill(0, buffers.outputGradient, buffers.outputGradient + rows * size);
    for (let row = 0; row < rows; row += 1) numbers[buffers.outputGradient + row * size + places[row]] = 1;
    top.backward(this.#pass);
    for (let index = layer - 1; index >= 0; index -= 1) this.#built[index].backward(this.#pass);
    const { offset } = inputGradient;
    return { values, gradient: numbers.subarray(offset, offset + rows * this.features) };
  }

  #withoutNonlinearity(index: number): Layer {
    const { spec, inputShape, buffers } = this.#layer(index);
    const kind = layerKinds[spec.type];
    const linear = kind.withLogits(spec);
    if (linear === null) return this.#built[index];
    return (this.#linear[index] ??= kind.build(this.#kernels, linear, inputShape, buffers, index));
  }

  #load(inputs: FloatArray, rows: number): void {
    if (rows > this.rows || inputs.length < rows * this.features) {
      throw new EngineError(
        'shape',
        `Expected at most ${this.rows} inputs of ${formatShape(this.sampleShape)} numbers, got ${rows} inputs in ` +
          `${inputs.length} numbers. Ask for fewer at once, or open the network with more rows.`,
      );
    }
    const numbers =
      inputs.length === rows * this.features ? inputs : inputs.subarray(0, rows * this.features);
    this.#kernels.values.set(numbers, this.#plan.input.offset);
    this.#pass.batch = rows;
  }

  #layer(index: number): PlacedLayer {
    const layer = this.#plan.layers.at(index);
    if (layer !== undefined && index >= 0) return layer;
    const last = this.#plan.layers.length - 1;
    throw new EngineError('config', `Expected a layer from 0 to ${last}, got ${index}.`, { field: 'layer' });
  }
}

function createKernels(elements: number, { kernelsWasm, variant, precision }: OpenOptions): Kernels {
  if (kernelsWasm !== null) {
    return createSimdKernels(kernelsWasm, elements, variant === undefined ? {} : { variant });
  }
  return createReferenceKernels(
    precision === 'float64' ? new Float64Array(elements) : new Float32Array(elements),
  );
}
