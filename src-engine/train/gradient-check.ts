/**
 * Compares the gradients of backpropagation with central differences of J, tensor by tensor, in float64 with the
 * reference kernels: (J(θ + ε) − J(θ − ε)) / 2ε.
 */
import { createReferenceKernels } from '../kernels/reference/reference-kernels';
import { layerKinds } from '../layers/registry';
import { planMemory } from '../model/memory-plan';
import { Model } from '../model/model';
import { createRandom } from '../random';
import { describeNetwork } from '../spec/describe-network';
import { loadBatch } from './batch';
import type { Samples } from '../data/prepare-samples';
import type { PlacedParameter } from '../model/memory-plan';
import type { Experiment } from '../spec/experiment';

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

export interface GradientCheck {
  /** ‖numeric − analytic‖ / ‖numeric + analytic‖ over all entries compared, as UFLDL measures it. */
  readonly relativeDifference: number;
  /** All tensors passed. */
  readonly passed: boolean;
  /** One for each parameter tensor, in layer order. */
  readonly tensors: readonly TensorCheck[];
}

interface TensorCheck {
  /** Index in `network.layers`. */
  readonly layer: number;
  readonly title: string;
  readonly tensor: PlacedParameter['name'];
  readonly checkedEntries: number;
  /** The same over this tensor alone; 0 where both are 0. */
  readonly relativeDifference: number;
  /** The entry with the largest absolute difference. */
  readonly worst: { readonly index: number; readonly analytic: number; readonly numeric: number };
  readonly passed: boolean;
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
  const plan = planMemory(experiment, { inputShape: samples.shape, rows, sampleCount: samples.count });
  const kernels = createReferenceKernels(new Float64Array(plan.elements));
  const { values } = kernels;
  values.set(samples.inputs, plan.samples.offset);
  const model = new Model(experiment, plan, kernels);
  model.initialize();
  loadBatch(model, samples.labels, samples.train, 0, rows);
  const objective = (): number => {
    // Always the same step, so that the same units are dropped in every pass.
    model.forwardTraining(rows, 0);
    model.measure(rows);
    model.backward(rows);
    return model.terms.data + model.terms.weightDecay + model.terms.sparsity;
  };
  objective();
  const { gradients } = plan;
  const analytic = values.slice(gradients.offset, gradients.offset + gradients.length);
  const random = createRandom(experiment.seed, 'check');
  const whole = new Comparison();

  const tensors = plan.layers.flatMap(({ spec, parameters }, layer) =>
    parameters.map((parameter): TensorCheck => {
      const { offset, length } = parameter.values;
      const entries = Uint32Array.from({ length }, (_, index) => index);
      if (length > entriesPerTensor) random.shuffle(entries);
      const comparison = new Comparison();
      for (const index of entries.subarray(0, entriesPerTensor)) {
        const kept = values[offset + index];
        values[offset + index] = kept + epsilon;
        const above = objective();
        values[offset + index] = kept - epsilon;
        const below = objective();
        values[offset + index] = kept;
        const own = analytic[parameter.gradient.offset - gradients.offset + index];
        const numeric = (above - below) / (2 * epsilon);
        comparison.add(index, own, numeric);
        whole.add(index, own, numeric);
      }
      const { relativeDifference } = comparison;
      return {
        layer,
        title: layerKinds[spec.type].title(spec),
        tensor: parameter.name,
        checkedEntries: Math.min(length, entriesPerTensor),
        relativeDifference,
        worst: comparison.worst,
        passed: relativeDifference < tolerance,
      };
    }),
  );
  const passed = tensors.every((tensor) => tensor.passed);
  return { relativeDifference: whole.relativeDifference, passed, tensors };
}

/** Collects pairs of derivatives. */
class Comparison {
  worst = { index: 0, analytic: 0, numeric: 0 };
  #differences = 0;
  #sums = 0;

  add(index: number, analytic: number, numeric: number): void {
    this.#differences += (numeric - analytic) ** 2;
    this.#sums += (numeric + analytic) ** 2;
    const worst = Math.abs(this.worst.numeric - this.worst.analytic);
    // Negated, so that a NaN counts as the worst.
    if (!(Math.abs(numeric - analytic) <= worst)) this.worst = { index, analytic, numeric };
  }

  get relativeDifference(): number {
    return this.#differences === 0 ? 0 : Math.sqrt(this.#differences) / Math.sqrt(this.#sums);
  }
}
