/**
 * The engine against PyTorch: the golden files beside `golden/make-golden.py` hold losses, gradients and the weights
 * after 20 steps of small networks. In float64 the two agree to the last digits; the fast float32 kernels as well as
 * float32 allows.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { createReferenceKernels } from '../../src-engine/kernels/reference/reference-kernels';
import { createSimdKernels } from '../../src-engine/kernels/simd/simd-kernels';
import type { Kernels } from '../../src-engine/kernels/kernels';
import { planMemory } from '../../src-engine/model/memory-plan';
import type { PlacedParameter, Region } from '../../src-engine/model/memory-plan';
import { Model } from '../../src-engine/model/model';
import { optimizerKinds } from '../../src-engine/optimizers/registry';
import type { Optimizer } from '../../src-engine/optimizers/optimizer';
import type { ObjectiveSpec } from '../../src-engine/spec/experiment';
import { describeNetwork } from '../../src-engine/spec/describe-network';
import { parseExperiment } from '../../src-engine/spec/parse-experiment';
import { elementCount } from '../../src-engine/tensor';
import { evaluate } from '../../src-engine/train/evaluate';
import { computeGradient } from '../../src-engine/train/gradient';
import { simdBytes } from './simd-bytes';

interface Golden {
  readonly inputShape: readonly [number, number, number];
  readonly experiment: unknown;
  /** J of each step's minibatch before its update. */
  readonly losses: readonly number[];
  /** J of the first minibatch after all steps, from a network that is only asked. */
  readonly askedLoss: number;
  /** Of the first step. */
  readonly gradient: string;
  /** After all steps. */
  readonly parameters: string;
  readonly layerState: string;
}

const folder = new URL('golden/', import.meta.url);
const names = readdirSync(folder)
  .filter((name) => name.endsWith('.json'))
  .map((name) => name.slice(0, -5));

const batches = 3;

function goldenOf(name: string): Golden {
  return JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8')) as Golden;
}

function decode(text: string): Float64Array {
  const bytes = Uint8Array.from(Buffer.from(text, 'base64'));
  return new Float64Array(bytes.buffer);
}

/** The formulas of `make-golden.py`. */
function pattern(i: number): number {
  return ((31 * i * i + 7919 * i + 17) % 1009) / 1009 - 0.5;
}

function sampleNumber(i: number): number {
  return ((17 * i * i + 5347 * i + 11) % 997) / 997;
}

function initialNumber({ role, fanIn }: PlacedParameter, i: number): number {
  if (role === 'weight') return pattern(i) * (2 / Math.sqrt(fanIn));
  return role === 'scale' ? 1 + 0.5 * pattern(i) : 0.2 * pattern(i);
}

/** Largest difference of two lists of numbers, as a part of the largest number. */
function distance(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  expect(actual.length).toBe(expected.length);
  let difference = 0;
  let size = 0;
  for (let index = 0; index < expected.length; index += 1) {
    const gap = Math.abs(actual[index] - expected[index]);
    // A NaN must not lose against Math.max.
    difference = gap <= difference ? difference : gap;
    size = Math.max(size, Math.abs(expected[index]));
  }
  return size === 0 ? difference : difference / size;
}

/** A network with the formula's parameters and samples. */
class Replay {
  readonly model: Model;
  readonly classes: number;
  readonly rows: number;
  readonly #labels: Int32Array;
  readonly #order: Uint32Array;
  readonly #objective: ObjectiveSpec;
  readonly #optimizer: Optimizer;
  readonly #learningRate: number;

  constructor({ experiment: written, inputShape }: Golden, create: (elements: number) => Kernels) {
    const experiment = parseExperiment(written);
    this.#objective = experiment.objective;
    this.rows = experiment.training.batchSize;
    const count = batches * this.rows;
    const plan = planMemory(experiment, { inputShape, rows: this.rows, sampleCount: count });
    const kernels = create(plan.elements);
    this.model = new Model(experiment, plan, kernels);
    this.model.initialize();
    this.classes = this.model.outputs;
    describeNetwork(experiment, inputShape, this.classes);
    for (const parameter of plan.layers.flatMap(({ parameters }) => parameters)) {
      const { offset, length } = parameter.values;
      for (let i = 0; i < length; i += 1) kernels.values[offset + i] = initialNumber(parameter, i);
    }
    for (let i = 0; i < count * elementCount(inputShape); i += 1) {
      kernels.values[plan.samples.offset + i] = sampleNumber(i);
    }
    this.#labels = Int32Array.from({ length: count }, (_, n) => (7 * n + 3) % this.classes);
    this.#order = Uint32Array.from({ length: count }, (_, n) => n);
    const kind = optimizerKinds[experiment.optimizer.type];
    if (kind.fullBatch) throw new Error('golden files hold steps of minibatches');
    this.#learningRate = experiment.optimizer.learningRate;
    this.#optimizer = kind.build(kernels, experiment.optimizer, {
      parameters: plan.parameters.offset,
      gradients: plan.gradients.offset,
      state: plan.state.map(({ offset }) => offset),
      scratch: [],
      count: plan.parameters.length,
      parts: plan.layers.flatMap(({ parameters }) =>
        parameters.map(({ values, role }) => ({
          start: values.offset - plan.parameters.offset,
          count: values.length,
          decays: role === 'weight',
        })),
      ),
    });
  }

  /** @returns J before the update */
  step(step: number, update: boolean): number {
    const first = (step % batches) * this.rows;
    computeGradient(this.model, this.#labels, this.#order, first, this.rows, step);
    const { data, weightDecay, sparsity } = this.model.terms;
    if (update) {
      expect(this.#optimizer.update(step + 1, this.#learningRate)).toBe(true);
      this.model.project();
    }
    return data + weightDecay + sparsity;
  }

  /** J of the first minibatch, of the network that is only asked. */
  asked(): number {
    const first = this.#order.subarray(0, this.rows);
    return evaluate(this.model, this.#objective, this.#labels, first, () => undefined)?.loss ?? NaN;
  }

  copy({ offset, length }: Region): Float64Array {
    return Float64Array.from(this.model.kernels.values.subarray(offset, offset + length));
  }
}

const wasm = simdBytes();
const backends = [
  {
    name: 'reference kernels in float64',
    create: (elements: number): Kernels => createReferenceKernels(new Float64Array(elements)),
    tolerance: { loss: 1e-12, gradient: 1e-11, after: 1e-9 },
  },
  {
    name: 'SIMD kernels in float32',
    create: (elements: number): Kernels => createSimdKernels(wasm, elements),
    tolerance: { loss: 2e-6, gradient: 1e-5, after: 1e-4 },
  },
];

test('there are golden files of at least ten networks, with every kind of layer and optimiser that steps', () => {
  expect(names.length).toBeGreaterThanOrEqual(10);
  const experiments = names.map((name) => parseExperiment(goldenOf(name).experiment));
  const layers = new Set(experiments.flatMap(({ network }) => network.layers.map(({ type }) => type)));
  expect(layers.size).toBe(10);
  const optimizers = new Set(experiments.map(({ optimizer }) => optimizer.type));
  expect([...optimizers].sort()).toEqual(['adam', 'adamw', 'rmsprop', 'sgd']);
});

describe.each(backends)('with the $name', ({ create, tolerance }) => {
  test.each(names)('%s has the loss and the gradient that PyTorch has', (name) => {
    const golden = goldenOf(name);
    const replay = new Replay(golden, create);
    const loss = replay.step(0, false);
    expect(distance([loss], [golden.losses[0]])).toBeLessThan(tolerance.loss);
    const gradient = decode(golden.gradient);
    const { gradients, parameters, layers } = replay.model.plan;
    expect(distance(replay.copy(gradients), gradient)).toBeLessThan(tolerance.gradient);
    // Tensor by tensor, so that small gradients do not hide behind large ones.
    for (const { gradient: region, values } of layers.flatMap((layer) => layer.parameters)) {
      if (region === null) throw new Error('no golden network has frozen layers');
      const start = values.offset - parameters.offset;
      const expected = gradient.subarray(start, start + region.length);
      const size = Math.max(...expected.map(Math.abs));
      // What cancels to nothing, such as a bias in front of a batch normalisation, has rounding alone.
      if (size > 1e-6) expect(distance(replay.copy(region), expected)).toBeLessThan(10 * tolerance.gradient);
    }
  });

  test.each(names)('%s takes the 20 steps that PyTorch takes', (name) => {
    const golden = goldenOf(name);
    const replay = new Replay(golden, create);
    const losses = golden.losses.map((_, step) => replay.step(step, true));
    expect(distance(losses, golden.losses)).toBeLessThan(tolerance.after);
    const { plan } = replay.model;
    expect(distance(replay.copy(plan.parameters), decode(golden.parameters))).toBeLessThan(tolerance.after);
    expect(distance(replay.copy(plan.layerState), decode(golden.layerState))).toBeLessThan(tolerance.after);
    expect(distance([replay.asked()], [golden.askedLoss])).toBeLessThan(tolerance.after);
  });
});
