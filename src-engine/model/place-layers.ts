/** Infers the shapes of a network's layers and places their tensors in the arena. */
import { isNonlinear } from '../layers/activations';
import { isFrozen } from '../layers/frozen';
import { layerKinds } from '../layers/registry';
import { isTrained } from '../layers/trained';
import { lossOf } from '../objectives/registry';
import { elementCount } from '../tensor';
import type { LayerBuffers, ParameterSpec, StateSpec } from '../layers/layer';
import type { Experiment, LayerSpec } from '../spec/experiment';
import type { Shape } from '../tensor';

export interface Region {
  readonly offset: number;
  readonly length: number;
}

export interface PlacedParameter extends ParameterSpec {
  readonly values: Region;
  /** null in a frozen layer. */
  readonly gradient: Region | null;
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
  /** As the experiment has it. */
  readonly title: string;
  readonly inputShape: Shape;
  readonly outputShape: Shape;
  readonly parameters: readonly PlacedParameter[];
  readonly state: readonly PlacedState[];
  readonly buffers: LayerBuffers;
  readonly sparsity: PlacedSparsity | null;
  /** Whether an L1 penalty on activations sees this layer. */
  readonly isPenalised: boolean;
}

export interface InferredLayer {
  readonly spec: LayerSpec;
  /** As the experiment has it. */
  readonly title: string;
  readonly inputShape: Shape;
  readonly outputShape: Shape;
  readonly parameters: readonly ParameterSpec[];
  readonly state: readonly StateSpec[];
  readonly parameterCount: number;
  /** Of them, those that training changes: all or none. */
  readonly trainedCount: number;
  readonly stateCount: number;
}

/** @param experiment checked with `describeNetwork` before */
export function inferLayers(experiment: Experiment, sample: Shape): InferredLayer[] {
  const { layers } = experiment.network;
  const { fromLogits } = lossOf(experiment);
  let shape = sample;
  return layers.map((written, index) => {
    const kind = layerKinds[written.type];
    const isLast = index === layers.length - 1;
    const spec = isLast && fromLogits ? (kind.withLogits(written) ?? written) : written;
    const inputShape = shape;
    shape = kind.outputShape(spec, inputShape);
    const parameters = kind.parameters(spec, inputShape);
    const state = kind.state?.(spec, inputShape) ?? [];
    const parameterCount = sumOf(parameters);
    const trainedCount = isFrozen(spec) ? 0 : parameterCount;
    const counts = { parameterCount, trainedCount, stateCount: sumOf(state) };
    const title = kind.title(written);
    return { spec, title, inputShape, outputShape: shape, parameters, state, ...counts };
  });
}

function sumOf(tensors: readonly { readonly shape: Shape }[]): number {
  return tensors.reduce((sum, { shape }) => sum + elementCount(shape), 0);
}

/** Scratch memory for the layer that needs most, since they take turns. */
export function scratchElements(layers: readonly InferredLayer[], rows: number): number {
  const each = layers.map(
    ({ spec, inputShape }) => layerKinds[spec.type].scratch?.(spec, inputShape, rows) ?? 0,
  );
  return Math.max(0, ...each);
}

/** Regions that many tensors lie in, one behind the other. */
interface PackedRegions {
  readonly parameters: Region;
  readonly gradients: Region;
  readonly layerState: Region;
  readonly scratch: Region;
}

export type Place = (length: number) => Region;

/** Takes pieces of a region, one behind the other. */
function piecesOf({ offset }: Region): Place {
  let used = 0;
  return (length) => {
    const piece = { offset: offset + used, length };
    used += length;
    return piece;
  };
}

/** Offsets of what a layer puts out and of its gradient; null where none is needed. */
interface Activations {
  readonly output: number;
  readonly gradient: number | null;
}

/**
 * @param rows samples that the activations have room for
 * @param bottom the network's input; with a gradient only where somebody asks for that of the input
 * @param place yields a new region of the arena
 * @param placeGradient the same for gradients of hidden activations, which live only while a pass goes back
 */
export function placeLayers(
  { network, objective }: Experiment,
  inferred: readonly InferredLayer[],
  rows: number,
  bottom: Activations,
  packed: PackedRegions,
  place: Place,
  placeGradient: Place,
): PlacedLayer[] {
  const values = piecesOf(packed.parameters);
  const gradients = piecesOf(packed.gradients);
  const states = piecesOf(packed.layerState);
  const placed: PlacedLayer[] = [];
  const outermost = inferred.findLastIndex(({ spec }) => !layerKinds[spec.type].aliasesInput);
  let below = bottom;
  for (const [index, layer] of inferred.entries()) {
    const { spec, title, inputShape, outputShape } = layer;
    const kind = layerKinds[spec.type];
    const parameters = layer.parameters.map((parameter) => {
      const length = elementCount(parameter.shape);
      return { ...parameter, values: values(length), gradient: isFrozen(spec) ? null : gradients(length) };
    });
    const state = layer.state.map((tensor) => ({ ...tensor, values: states(elementCount(tensor.shape)) }));
    // The loss writes the gradient of what comes out before any layer goes back.
    const gradientPlace = index < outermost ? placeGradient : place;
    const above = kind.aliasesInput ? below : placeActivations(layer, below, rows, place, gradientPlace);
    const buffers: LayerBuffers = {
      input: below.output,
      inputGradient: below.gradient,
      output: above.output,
      outputGradient: above.gradient ?? above.output,
      parameters: parameters.map((parameter) => parameter.values.offset),
      gradients: parameters.flatMap(({ gradient }) => (gradient === null ? [] : [gradient.offset])),
      state: state.map((tensor) => tensor.values.offset),
      kept: place(kind.kept?.(spec, inputShape, rows) ?? 0).offset,
      scratch: packed.scratch.offset,
      tied: tiedWeights(spec, placed),
    };
    below = above;
    // What nothing can change, no term of J looks at.
    const isHidden = index < network.layers.length - 1 && !isFrozen(spec);
    const size = elementCount(outputShape);
    const isSparse = isHidden && objective.sparsity !== null && isSigmoidal(spec);
    const sparsity = isSparse ? { means: place(size), gradient: place(size) } : null;
    const isPenalised = isHidden && objective.activityL1 !== undefined && isNonlinear(spec);
    placed.push({ spec, title, inputShape, outputShape, parameters, state, buffers, sparsity, isPenalised });
  }
  return placed;
}

/** Below the first layer that is trained no gradient is needed, unless that of the input is; so a layer that only looks on has none. */
function placeActivations(
  { outputShape, spec }: InferredLayer,
  below: Activations,
  rows: number,
  place: Place,
  placeGradient: Place,
): Activations {
  const length = rows * elementCount(outputShape);
  const output = place(length).offset;
  const needsGradient = below.gradient !== null || isTrained(spec);
  return { output, gradient: needsGradient ? placeGradient(length).offset : null };
}

function isSigmoidal(spec: LayerSpec): boolean {
  return spec.type === 'dense' && spec.activation === 'sigmoid';
}

function tiedWeights(spec: LayerSpec, placed: readonly PlacedLayer[]): LayerBuffers['tied'] {
  if (spec.type !== 'dense' || spec.tiedTo === undefined) return null;
  const [{ values, gradient }] = placed[spec.tiedTo].parameters;
  return { weights: values.offset, gradient: gradient?.offset ?? null };
}
