/**
 * Compares the gradients of backpropagation with central differences of J, tensor by tensor, in float64 with the
 * reference kernels: (J(θ + ε) − J(θ − ε)) / 2ε. What happens at kinks is in `slope.ts`. Frozen tensors are left out,
 * and filters that an autoencoder would learn are as they are before it has.
 */
import { prepareSamples } from '../data/prepare-samples';
import { createReferenceKernels } from '../kernels/reference/reference-kernels';
import { planMemory } from '../model/memory-plan';
import { Model } from '../model/model';
import { createRandom } from '../random';
import { describeNetwork } from '../spec/describe-network';
import { loadBatch } from './batch';
import { measureSlope } from './slope';
import type { Samples } from '../data/prepare-samples';
import type { MemoryPlan, PlacedParameter } from '../model/memory-plan';
import type { Experiment } from '../spec/experiment';
import type { FrozenTensor, GradientCheck, TensorCheck } from '../worker/gradient-check-protocol';
import type { PackedPictures } from '../worker/protocol';
import type { Slope } from './slope';

export interface GradientCheckOptions {
  /** Samples of the training split to use. */
  readonly rows?: number;
  /** ε of the difference. */
  readonly epsilon?: number;
  /** At most so many entries of a tensor are compared, drawn from the seed. */
  readonly entriesPerTensor?: number;
  /** A tensor passes below this relative difference. */
  readonly tolerance?: number;
}

/** Standard deviation of biases that would begin at zero: far more than ε, and little beside the pixels. */
const biasDeviation = 0.01;

/** Enough to find any mistake that is not a single entry's, within seconds on a network that trains in minutes. */
const featureOptions = { rows: 5, entriesPerTensor: 40 } as const;

/**
 * The gradient check as the app and the command line offer it.
 * @param pictures the data set of the experiment
 * @throws EngineError where the experiment does not fit the pictures
 */
export function checkExperimentGradients(experiment: Experiment, pictures: PackedPictures): GradientCheck {
  return checkGradients(experiment, prepareSamples(experiment, pictures), featureOptions);
}

/**
 * @throws EngineError where the experiment does not fit the samples
 * @see UFLDL, "Gradient checking and advanced optimization"
 */
export function checkGradients(
  experiment: Experiment,
  samples: Samples,
  options: GradientCheckOptions = {},
): GradientCheck {
  const { epsilon = 1e-4, entriesPerTensor = 100, tolerance = 1e-7 } = options;
  describeNetwork(experiment, samples.shape, samples.classNames.length);
  const rows = Math.min(options.rows ?? 10, samples.train.length);
  const inputs = samplesInUse(samples, rows);
  const plan = planMemory(experiment, { inputShape: samples.shape, rows, sampleCount: inputs.count });
  const kernels = createReferenceKernels(new Float64Array(plan.elements));
  const { values } = kernels;
  values.set(inputs.inputs, plan.samples.offset);
  const model = new Model(experiment, plan, kernels);
  model.initialize();
  leaveKinks(plan, values, experiment.seed);
  loadBatch(model, inputs.labels, inputs.train, 0, rows);
  // Always the same step, so that the same units are dropped in every pass.
  const forward = (): void => {
    model.forwardTraining(rows, 0);
    model.measure(rows);
  };
  const objective = (): number => {
    forward();
    model.measureMeans(rows);
    return model.terms.data + model.terms.sparsity + model.meansPenalty() + model.addRidge();
  };
  forward();
  model.backward(rows);
  const { gradients } = plan;
  const analytic = values.slice(gradients.offset, gradients.offset + gradients.length);
  const random = createRandom(experiment.seed, 'check');
  const whole = new Comparison();

  const tensors = plan.layers.flatMap(({ title, parameters }, layer) =>
    parameters.flatMap((parameter): TensorCheck[] => {
      if (parameter.gradient === null) return [];
      const { offset, length } = parameter.values;
      const first = parameter.gradient.offset - gradients.offset;
      const entries = Uint32Array.from({ length }, (_, index) => index);
      if (length > entriesPerTensor) random.shuffle(entries);
      const rule = { epsilon, tolerance, scale: rootMeanSquare(analytic, first, length) };
      const comparison = new Comparison();
      for (const index of entries.subarray(0, entriesPerTensor)) {
        const kept = values[offset + index];
        const shifted = (shift: number): number => {
          values[offset + index] = kept + shift;
          return objective();
        };
        const own = analytic[first + index];
        const slope = measureSlope(shifted, own, rule);
        values[offset + index] = kept;
        comparison.add(index, own, slope);
        whole.add(index, own, slope);
      }
      return [{ layer, title, ...summary(parameter, comparison), passed: comparison.isBelow(tolerance) }];
    }),
  );
  const passed = tensors.every((tensor) => tensor.passed);
  return {
    relativeDifference: whole.relativeDifference,
    tolerance,
    passed,
    tensors,
    frozen: frozenTensors(plan),
  };
}

/**
 * Where pixels are black and the bias is zero, a unit lies exactly on the kink of its ReLU, and the bias has no
 * derivative to compare. Overwrites the biases that are all zero with draws from the seed.
 */
function leaveKinks({ layers }: MemoryPlan, values: Float32Array | Float64Array, seed: number): void {
  const random = createRandom(seed, 'check', 1);
  for (const { name, values: place } of layers.flatMap(({ parameters }) => parameters)) {
    const bias = values.subarray(place.offset, place.offset + place.length);
    if (name !== 'bias' || bias.some((number) => number !== 0)) continue;
    bias.forEach((_, index) => (bias[index] = biasDeviation * random.normal()));
  }
}

function frozenTensors({ layers }: MemoryPlan): FrozenTensor[] {
  return layers.flatMap(({ title, parameters }, layer) =>
    parameters
      .filter(({ gradient }) => gradient === null)
      .map(({ name }) => ({ layer, title, tensor: name })),
  );
}

/** The first samples of the training split alone: in float64 the others would only take room. */
function samplesInUse(samples: Samples, rows: number): Samples {
  const { inputs, labels, count, train } = samples;
  const features = inputs.length / count;
  const chosen = train.subarray(0, rows);
  const used = new Float32Array(rows * features);
  chosen.forEach((from, to) => {
    used.set(inputs.subarray(from * features, (from + 1) * features), to * features);
  });
  return {
    ...samples,
    inputs: used,
    labels: Int32Array.from(chosen, (from) => labels[from]),
    count: rows,
    train: Uint32Array.from({ length: rows }, (_, index) => index),
  };
}

function rootMeanSquare(values: Float32Array | Float64Array, first: number, length: number): number {
  let sum = 0;
  for (let index = first; index < first + length; index += 1) sum += values[index] ** 2;
  return Math.sqrt(sum / length);
}

function summary(
  parameter: PlacedParameter,
  { compared, nearKinks, onKinks, relativeDifference, worst }: Comparison,
): Omit<TensorCheck, 'layer' | 'title' | 'passed'> {
  return { tensor: parameter.name, checkedEntries: compared, nearKinks, onKinks, relativeDifference, worst };
}

/** Collects pairs of derivatives. */
class Comparison {
  worst: TensorCheck['worst'] = { index: 0, analytic: 0, numeric: 0, relativeDifference: 0 };
  compared = 0;
  nearKinks = 0;
  onKinks = 0;
  #differences = 0;
  #sums = 0;

  add(index: number, analytic: number, { kind, numeric }: Slope): void {
    if (kind === 'onKink') {
      this.onKinks += 1;
      return;
    }
    this.compared += 1;
    if (kind === 'nearKink') this.nearKinks += 1;
    const difference = Math.abs(numeric - analytic);
    this.#differences += difference ** 2;
    this.#sums += (numeric + analytic) ** 2;
    const worst = Math.abs(this.worst.numeric - this.worst.analytic);
    // Negated, so that a NaN counts as the worst; the first entry stands until there is a worse one.
    if (this.compared === 1 || !(difference <= worst)) {
      const size = Math.abs(numeric) + Math.abs(analytic);
      const relativeDifference = difference === 0 ? 0 : difference / size;
      this.worst = { index, analytic, numeric, relativeDifference };
    }
  }

  isBelow(tolerance: number): boolean {
    return this.relativeDifference < tolerance;
  }

  get relativeDifference(): number {
    return this.#differences === 0 ? 0 : Math.sqrt(this.#differences) / Math.sqrt(this.#sums);
  }
}
