/** A network built on its memory plan: forward, loss, backward. Owns no buffers and decides nothing about training. */
import { initializeWeights } from '../initializers';
import { layerKinds } from '../layers/registry';
import { sparsityGradient, sparsityPenalty } from '../objectives/kl-sparsity';
import { lossOf } from '../objectives/registry';
import { createRandom } from '../random';
import { elementCount } from '../tensor';
import type { Kernels } from '../kernels/kernels';
import type { Layer } from '../layers/layer';
import type { Loss } from '../objectives/loss';
import type { Experiment, ObjectiveSpec } from '../spec/experiment';
import type { MemoryPlan, PlacedLayer } from './memory-plan';

/** The terms of J, as the latest pass left them. */
export interface ObjectiveTerms {
  data: number;
  weightDecay: number;
  sparsity: number;
}

export class Model {
  readonly plan: MemoryPlan;
  readonly kernels: Kernels;
  /** Numbers of one input. */
  readonly features: number;
  /** Outputs of one sample. */
  readonly outputs: number;
  /** Offset of the outputs [rows,outputs]: logits where the loss starts from them. */
  readonly output: number;
  /** Changed in place by `measure` and `backward`. */
  readonly terms: ObjectiveTerms = { data: 0, weightDecay: 0, sparsity: 0 };
  readonly #seed: number;
  readonly #objective: ObjectiveSpec;
  readonly #loss: Loss;
  readonly #layers: readonly Layer[];
  readonly #pass = { batch: 0 };

  constructor(experiment: Experiment, plan: MemoryPlan, kernels: Kernels) {
    this.plan = plan;
    this.kernels = kernels;
    this.#seed = experiment.seed;
    this.#objective = experiment.objective;
    this.#loss = lossOf(experiment);
    this.#layers = plan.layers.map(({ spec, inputShape, buffers }) =>
      layerKinds[spec.type].build(kernels, spec, inputShape, buffers),
    );
    this.features = elementCount(plan.layers[0].inputShape);
    const last = plan.layers[plan.layers.length - 1];
    this.output = last.buffers.output;
    this.outputs = elementCount(last.outputShape);
  }

  /** Draws the initial weights from the seed, layer by layer; biases become 0. Overwrites all parameters. */
  initialize(): void {
    const { values } = this.kernels;
    this.plan.layers.forEach((layer, index) => {
      const random = createRandom(this.#seed, 'init', index);
      for (const { values: region, init, fanIn, fanOut } of layer.parameters) {
        if (init === null) values.fill(0, region.offset, region.offset + region.length);
        else initializeWeights(values, region, { fanIn, fanOut }, init, random);
      }
    });
  }

  /** From the input region to `output`, for the first `rows` rows. */
  forward(rows: number): void {
    this.#pass.batch = rows;
    for (let index = 0; index < this.#layers.length; index += 1) this.#layers[index].forward(this.#pass);
  }

  /** The data term of J after `forward`; leaves its derivative where `backward` starts. */
  measure(rows: number): void {
    const { buffers } = this.plan.layers[this.plan.layers.length - 1];
    this.terms.data = this.#loss.evaluate(
      this.kernels,
      this.output,
      this.plan.targets.offset,
      buffers.outputGradient,
      rows,
      this.outputs,
    );
  }

  /** All gradients of J after `measure`, with the sparsity term over these rows and the ridge; overwrites them. */
  backward(rows: number): void {
    this.#pass.batch = rows;
    this.terms.sparsity = 0;
    for (let index = this.#layers.length - 1; index >= 0; index -= 1) {
      this.#addSparsity(this.plan.layers[index], rows);
      this.#layers[index].backward(this.#pass);
    }
    this.terms.weightDecay = this.addRidge();
  }

  /**
   * λ/2 Σ W² over all weights. Adds λW to their gradients, which the next `backward` overwrites.
   */
  addRidge(): number {
    const lambda = this.#objective.weightDecay;
    if (lambda === 0) return 0;
    let sum = 0;
    for (const { parameters } of this.plan.layers) {
      for (const { decays, values, gradient } of parameters) {
        if (decays) sum += this.kernels.ridge(values.offset, gradient.offset, values.length, lambda);
      }
    }
    return sum;
  }

  #addSparsity({ sparsity: place, buffers }: PlacedLayer, rows: number): void {
    const spec = this.#objective.sparsity;
    if (place === null || spec === null) return;
    const { means, gradient } = place;
    const units = means.length;
    const { kernels } = this;
    kernels.columnMeans(buffers.output, means.offset, rows, units);
    this.terms.sparsity += sparsityPenalty(kernels.values, means.offset, units, spec);
    sparsityGradient(kernels.values, means.offset, gradient.offset, units, rows, spec);
    kernels.addRowVector(buffers.outputGradient, gradient.offset, rows, units);
  }
}
