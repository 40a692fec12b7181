/**
 * Places every buffer of a network once, before the first step: parameters, gradients and optimiser state
 * (packed in layer order, weights before biases), activations with their gradients, the minibatch, the samples.
 */
import { EngineError } from '../errors';
import { isNonlinear } from '../layers/activations';
import { layerKinds } from '../layers/registry';
import { optimizerKinds } from '../optimizers/registry';
import { lossOf } from '../objectives/registry';
import { elementCount } from '../tensor';
import type { LayerBuffers, ParameterSpec, StateSpec } from '../layers/layer';
import type { Experiment, LayerSpec } from '../spec/experiment';
import type { Shape } from '../tensor';

/** A WebAssembly memory ends at 4 GiB; the kernels' scratch needs some of it. */
const largestBytes = 2 ** 32 - 2 ** 24;

/** Regions start on a cache line of 64 bytes. */
const lineElements = 16;

export interface Region {
  readonly offset: number;
  readonly length: number;
}

export interface PlacedParameter extends ParameterSpec {
  readonly values: Region;
  readonly gradient: Region;
}

export interface PlacedState extends StateSpec {
  readonly values: Region;
}

/** Buffers of one hidden layer under KL sparsity. */
interface PlacedSparsity {
  readonly means: Region;
  readonly gradient: Region;
}

export interface PlacedLayer {
  /** The spec to build: the last layer's may differ from the experiment's where the loss starts from logits. */
  readonly spec: LayerSpec;
  readonly inputShape: Shape;
  readonly outputShape: Shape;
  readonly parameters: readonly PlacedParameter[];
  readonly state: readonly PlacedState[];
  readonly buffers: LayerBuffers;
  readonly sparsity: PlacedSparsity | null;
  /** Whether an L1 penalty on activations sees this layer. */
  readonly isPenalised: boolean;
}

export interface MemoryPlan {
  /** Length of the arena. */
  readonly elements: number;
  /** Rows that the activations have room for. */
  readonly rows: number;
  readonly parameters: Region;
  readonly gradients: Region;
  /** Tensors of the optimiser. */
  readonly state: readonly Region[];
  /** Its tensors that no checkpoint needs; of a full-batch one the last is for the sum of gradients. */
  readonly optimizerScratch: readonly Region[];
  /** Tensors of the layers that training changes but no gradient does, packed in layer order; often empty. */
  readonly layerState: Region;
  /** One minibatch of inputs [rows, features]. */
  readonly input: Region;
  /** Targets [rows, outputs]; the same region as `input` where the input, as it is, is the target. */
  readonly targets: Region;
  /** All samples [count, features]. */
  readonly samples: Region;
  readonly layers: readonly PlacedLayer[];
}

/** Sizes that the experiment alone does not tell. */
export interface PlanSizes {
  readonly inputShape: Shape;
  /** Room for so many samples a pass. */
  readonly rows: number;
  /** Samples kept in the arena. */
  readonly sampleCount: number;
}

/**
 * @param experiment checked with `describeNetwork` before
 * @throws EngineError('memory') with the sizes in MB where the plan cannot fit
 */
export function planMemory(experiment: Experiment, sizes: PlanSizes): MemoryPlan {
  let elements = 0;
  const place = (length: number): Region => {
    const region = { offset: elements, length };
    elements += Math.ceil(length / lineElements) * lineElements;
    return region;
  };
  const shapes = inferShapes(experiment, sizes.inputShape);
  const parameterCount = shapes.reduce((sum, layer) => sum + layer.parameterCount, 0);
  const parameters = place(parameterCount);
  const gradients = place(parameterCount);
  const kind = optimizerKinds[experiment.optimizer.type];
  const stateTensors = kind.stateTensors(experiment.optimizer);
  // A full batch is summed part by part.
  const scratchTensors = kind.scratchTensors + (kind.fullBatch ? 1 : 0);
  const state = Array.from({ length: stateTensors }, () => place(parameterCount));
  const optimizerScratch = Array.from({ length: scratchTensors }, () => place(parameterCount));
  const layerState = place(shapes.reduce((sum, layer) => sum + sumOf(layer.state), 0));
  const scratch = place(Math.max(0, ...shapes.map((layer) => scratchOf(layer, sizes.rows))));
  const features = elementCount(sizes.inputShape);
  const outputs = elementCount(shapes.at(-1)?.outputShape ?? []);
  const input = place(sizes.rows * features);
  const { target, corruption } = experiment.objective;
  // A corrupted input needs its clean self beside it.
  const isOwnTarget = target === 'input' && corruption === undefined;
  const targets = isOwnTarget ? input : place(sizes.rows * outputs);
  const packed = { parameters, gradients, layerState, scratch };
  const layers = placeLayers(experiment, shapes, sizes.rows, input, packed, place);
  const samples = place(sizes.sampleCount * features);
  checkSize(elements, samples.length, parameterCount * (2 + stateTensors + scratchTensors));
  return {
    elements,
    rows: sizes.rows,
    parameters,
    gradients,
    state,
    optimizerScratch,
    layerState,
    input,
    targets,
    samples,
    layers,
  };
}

interface InferredLayer {
  readonly spec: LayerSpec;
  readonly inputShape: Shape;
  readonly outputShape: Shape;
  readonly parameters: readonly ParameterSpec[];
  readonly state: readonly StateSpec[];
  readonly parameterCount: number;
}

function inferShapes(experiment: Experiment, inputShape: Shape): InferredLayer[] {
  const { layers } = experiment.network;
  const { fromLogits } = lossOf(experiment);
  let shape = inputShape;
  return layers.map((written, index) => {
    const kind = layerKinds[written.type];
    const isLast = index === layers.length - 1;
    const spec = isLast && fromLogits ? (kind.withLogits(written) ?? written) : written;
    const inputShape = shape;
    shape = kind.outputShape(spec, inputShape);
    const parameters = kind.parameters(spec, inputShape);
    const state = kind.state?.(spec, inputShape) ?? [];
    return { spec, inputShape, outputShape: shape, parameters, state, parameterCount: sumOf(parameters) };
  });
}

function sumOf(tensors: readonly { readonly shape: Shape }[]): number {
  return tensors.reduce((sum, { shape }) => sum + elementCount(shape), 0);
}

function scratchOf({ spec, inputShape }: InferredLayer, rows: number): number {
  return layerKinds[spec.type].scratch?.(spec, inputShape, rows) ?? 0;
}

/** Regions that many tensors lie in, one behind the other. */
interface PackedRegions {
  readonly parameters: Region;
  readonly gradients: Region;
  readonly layerState: Region;
  readonly scratch: Region;
}

function placeLayers(
  { network, objective }: Experiment,
  shapes: readonly InferredLayer[],
  rows: number,
  input: Region,
  packed: PackedRegions,
  place: (length: number) => Region,
): PlacedLayer[] {
  let used = 0;
  let usedState = 0;
  const owned = new Map<number, { weights: number; gradient: number }>();
  let below = { output: input.offset, gradient: null as number | null };
  return shapes.map(({ spec, inputShape, outputShape, parameters, state }, index) => {
    const kind = layerKinds[spec.type];
    const placed = parameters.map((parameter) => {
      const length = elementCount(parameter.shape);
      const values = { offset: packed.parameters.offset + used, length };
      const gradient = { offset: packed.gradients.offset + used, length };
      used += length;
      return { ...parameter, values, gradient };
    });
    const placedState = state.map((tensor) => {
      const values = { offset: packed.layerState.offset + usedState, length: elementCount(tensor.shape) };
      usedState += values.length;
      return { ...tensor, values };
    });
    const size = elementCount(outputShape);
    const aliased = kind.aliasesInput;
    const output = aliased ? below.output : place(rows * size).offset;
    // Below the first parameters no gradient is needed, so a layer that only looks on has none either.
    const needsGradient = below.gradient !== null || parameters.length > 0;
    const gradient = aliased || !needsGradient ? below.gradient : place(rows * size).offset;
    const [first] = placed;
    if (first?.role === 'weight') {
      owned.set(index, { weights: first.values.offset, gradient: first.gradient.offset });
    }
    const tiedTo = spec.type === 'dense' ? spec.tiedTo : undefined;
    const hidden = index < network.layers.length - 1;
    const sparse =
      objective.sparsity !== null && hidden && spec.type === 'dense' && spec.activation === 'sigmoid';
    const buffers: LayerBuffers = {
      input: below.output,
      inputGradient: below.gradient,
      output,
      outputGradient: gradient ?? output,
      parameters: placed.map(({ values }) => values.offset),
      gradients: placed.map((parameter) => parameter.gradient.offset),
      state: placedState.map(({ values }) => values.offset),
      kept: place(kind.kept?.(spec, inputShape, rows) ?? 0).offset,
      scratch: packed.scratch.offset,
      tied: tiedTo === undefined ? null : (owned.get(tiedTo) ?? null),
    };
    below = { output, gradient };
    const sparsity = sparse ? { means: place(size), gradient: place(size) } : null;
    const isPenalised = hidden && objective.activityL1 !== undefined && isNonlinear(spec);
    return {
      spec,
      inputShape,
      outputShape,
      parameters: placed,
      state: placedState,
      buffers,
      sparsity,
      isPenalised,
    };
  });
}

function checkSize(elements: number, sampleElements: number, parameterElements: number): void {
  if (elements * 4 <= largestBytes) return;
  const megabytes = (count: number): number => Math.ceil((count * 4) / 2 ** 20);
  throw new EngineError(
    'memory',
    `Training needs ${megabytes(elements)} MB, but at most ${Math.floor(largestBytes / 2 ** 20)} MB can be used: ` +
      `${megabytes(sampleElements)} MB samples, ${megabytes(parameterElements)} MB parameters with gradients and ` +
      `optimiser state, ${megabytes(elements - sampleElements - parameterElements)} MB activations. ` +
      'Use fewer or smaller samples, fewer units, or a smaller batch.',
  );
}
