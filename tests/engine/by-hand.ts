/** Small networks whose numbers tests set by hand, with either kind of kernels. */
import { createReferenceKernels } from '../../src-engine/kernels/reference/reference-kernels';
import { createSimdKernels } from '../../src-engine/kernels/simd/simd-kernels';
import type { Kernels } from '../../src-engine/kernels/kernels';
import { planMemory } from '../../src-engine/model/memory-plan';
import type { PlacedLayer } from '../../src-engine/model/memory-plan';
import { Model } from '../../src-engine/model/model';
import type { ObjectiveSpec } from '../../src-engine/spec/experiment';
import { parseExperiment } from '../../src-engine/spec/parse-experiment';
import { elementCount } from '../../src-engine/tensor';
import { simdBytes } from './simd-bytes';

export type CreateKernels = (elements: number) => Kernels;

const wasm = simdBytes();

/** Names and makers of both kinds of kernels. */
export const backends: [string, CreateKernels][] = [
  ['reference', (elements: number): Kernels => createReferenceKernels(new Float64Array(elements))],
  ['simd', (elements: number): Kernels => createSimdKernels(wasm, elements)],
];

type Written = Readonly<Record<string, unknown>>;

/** A network as a file would describe it, built with its initial weights. */
export function buildModel(
  create: CreateKernels,
  layers: readonly Written[],
  inputShape: readonly number[],
  rows: number,
  objective: Partial<ObjectiveSpec>,
): Model {
  const experiment = parseExperiment({
    version: 1,
    name: 'By hand',
    seed: 5,
    data: { dataset: 'none', mode: 'images' },
    network: { layers },
    objective: { target: 'labels', loss: 'squaredError', ...objective },
    optimizer: { type: 'sgd', learningRate: 0.1 },
    training: { epochs: 1, batchSize: rows },
  });
  const plan = planMemory(experiment, { inputShape, rows, sampleCount: 0 });
  const model = new Model(experiment, plan, create(plan.elements));
  model.initialize();
  return model;
}

/** The same with a last layer of one linear unit that sums what is below it. */
export function buildSummed(
  create: CreateKernels,
  layers: readonly Written[],
  inputShape: readonly number[],
  rows = 1,
  objective: Partial<ObjectiveSpec> = {},
): Model {
  const sum = { type: 'dense', units: 1, activation: 'linear', init: 'zeros' };
  const model = buildModel(create, [...layers, sum], inputShape, rows, objective);
  const last = model.plan.layers[layers.length].parameters[0].values;
  model.kernels.values.fill(1, last.offset, last.offset + last.length);
  return model;
}

export function put(model: Model, offset: number, numbers: readonly number[]): void {
  model.kernels.values.set(numbers, offset);
}

/** What a layer put out. */
export function output(model: Model, layer: PlacedLayer, rows = 1): number[] {
  const { output: offset } = layer.buffers;
  return [...model.kernels.values.subarray(offset, offset + rows * elementCount(layer.outputShape))];
}

/** Sends a gradient of 1 to every number that the last unit sums, where its target is one lower than the sum. */
export function backward(model: Model, rows = 1): void {
  model.measure(rows);
  model.backward(rows);
}

/** Of each parameter tensor of a layer. */
export function gradients(model: Model, layer: PlacedLayer): number[][] {
  return layer.parameters.map(({ gradient }) => {
    const { offset = 0, length = 0 } = gradient ?? {};
    return [...model.kernels.values.subarray(offset, offset + length)];
  });
}
