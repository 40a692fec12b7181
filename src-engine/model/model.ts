/** A network built on its memory plan: forward, loss, backward. Owns no buffers and decides nothing about training. */
import { initializeWeights } from '../initializers';
import { layerKinds } from '../layers/registry';
import { isTrained } from '../layers/trained';
import { createCorruption } from '../objectives/corruption';
import { sparsityGradient, sparsityPenalty } from '../objectives/kl-sparsity';
import { limitNorms } from '../objectives/max-norm';
import { lossOf } from '../objectives/registry';
import { createRandom } from '../random';
import { elementCount } from '../tensor';
import type { Kernels } from '../kernels/kernels';
import type { Layer } from '../layers/layer';
import type { Corruption } from '../objectives/corruption';
import type { Loss } from '../objectives/loss';
import type { Experiment, LayerSpec, ObjectiveSpec } from '../spec/experiment';
import type { MemoryPlan, PlacedLayer } from './memory-plan';

/** The terms of J, as the latest pass left them. */
export interface ObjectiveTerms {
  data: number;
  weightDecay: number;
  /** KL and L1 on activations together. */
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
  /** One for each layer, 0 for those that drop nothing; may be changed between two passes. */
  readonly dropoutRates: Float64Array;
  /** What the targets are. */
  readonly target: ObjectiveSpec['target'];
  readonly #seed: number;
  readonly #objective: ObjectiveSpec;
  readonly #loss: Loss;
  readonly #corrupt: Corruption | null;
  readonly #layers: readonly Layer[];
  /** Index of the first layer that is trained: below it nothing has a gradient. */
  readonly #lowest: number;
  readonly #breathe: () => void;
  readonly #pass;

  /** @param breathe called within long work that no kernel does; may wait, or throw to give up */
  constructor(
    experiment: Experiment,
    plan: MemoryPlan,
    kernels: Kernels,
    breathe: () => void = () => undefined,
  ) {
    this.#breathe = breathe;
    this.plan = plan;
    this.kernels = kernels;
    this.#seed = experiment.seed;
    this.#objective = experiment.objective;
    this.target = experiment.objective.target;
    this.#corrupt = createCorruption(experiment, plan, kernels, breathe);
    this.#loss = lossOf(experiment);
    this.dropoutRates = Float64Array.from(experiment.network.layers, dropoutRate);
    this.#pass = {
      batch: 0,
      training: false,
      seed: experiment.seed,
      step: 0,
      firstRow: 0,
      dropoutRates: this.dropoutRates,
      inputOnly: false,
    };
    this.#layers = plan.layers.map(({ spec, inputShape, buffers }, index) =>
      layerKinds[spec.type].build(kernels, spec, inputShape, buffers, index),
    );
    this.#lowest = plan.layers.findIndex(({ spec }) => isTrained(spec));
    this.features = elementCount(plan.layers[0].inputShape);
    const last = plan.layers[plan.layers.length - 1];
    this.output = last.buffers.output;
    this.outputs = elementCount(last.outputShape);
  }

  /** Draws the initial weights from the seed, layer by layer. Overwrites all parameters and the layers' state. */
  initialize(): void {
    const { values } = this.kernels;
    this.plan.layers.forEach((layer, index) => {
      const random = createRandom(this.#seed, 'init', index);
      for (const { values: region, start, fanIn, fanOut } of layer.parameters) {
        if (typeof start === 'number') values.fill(start, region.offset, region.offset + region.length);
        else initializeWeights(values, region, { fanIn, fanOut }, start, random, this.#breathe);
      }
      for (const { values: region, start } of layer.state) {
        values.fill(start, region.offset, region.offset + region.length);
      }
    });
  }

  /** From the input region to `output`, for the first `rows` rows, as a network that is only asked. */
  forward(rows: number): void {
    this.#pass.training = false;
    this.#forward(rows);
  }

  /**
   * The same as a network in training: inputs are corrupted from the clean targets, units are dropped, minibatch
   * statistics are used and remembered.
   * @param step the minibatch, counted since the start of the run: all that is random derives from it
   * @param firstRow place of the first row in its minibatch, where the rows are one shard of it
   */
  forwardTraining(rows: number, step: number, firstRow = 0): void {
    this.#pass.training = true;
    this.#pass.step = step;
    this.#pass.firstRow = firstRow;
    this.#corrupt?.(rows, step, firstRow);
    this.#forward(rows);
  }

  #forward(rows: number): void {
    this.#pass.batch = rows;
    for (let index = 0; index < this.#layers.length; index += 1) this.#layers[index].forward(this.#pass);
  }

  /** The data term of J and the L1 term after `forward`; leaves the derivative of the former where `backward` starts. */
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
    this.terms.sparsity = this.#activityL1(rows);
  }

  /** All gradients of J after `forwardTraining` and `measure`, with the sparsity term over these rows and the ridge; overwrites them. */
  backward(rows: number): void {
    this.measureMeans(rows);
    this.terms.sparsity += this.meansPenalty();
    this.backwardPart(rows);
    this.terms.weightDecay = this.addRidge();
  }

  /** ρ̂ over these rows, for `backwardPart`; where rows are a part of a minibatch, put in the means of the whole. */
  measureMeans(rows: number): void {
    for (const { sparsity, buffers } of this.plan.layers) {
      if (sparsity === null) continue;
      const { offset, length } = sparsity.means;
      this.kernels.columnMeans(buffers.output, offset, rows, length);
    }
  }

  /** The KL term of J for the ρ̂ that are held. */
  meansPenalty(): number {
    const spec = this.#objective.sparsity;
    if (spec === null) return 0;
    let sum = 0;
    for (const { sparsity } of this.plan.layers) {
      if (sparsity === null) continue;
      sum += sparsityPenalty(this.kernels.values, sparsity.means.offset, sparsity.means.length, spec);
    }
    return sum;
  }

  /**
   * The gradients over these rows alone with the ρ̂ that are held, without the ridge; overwrites them. Those of a
   * minibatch are the sum over its parts, each times its share of the rows, plus `addRidge`.
   */
  backwardPart(rows: number): void {
    this.#pass.batch = rows;
    for (let index = this.#layers.length - 1; index >= this.#lowest; index -= 1) {
      this.#addSparsity(this.plan.layers[index], rows);
      this.#addSigns(this.plan.layers[index], rows);
      this.#layers[index].backward(this.#pass);
    }
    for (let index = 0; index < this.#layers.length; index += 1) this.#layers[index].finish?.();
  }

  /**
   * λ/2 Σ W² over all weights that are trained. Adds λW to their gradients, which the next `backward` overwrites.
   */
  addRidge(): number {
    const lambda = this.#objective.weightDecay;
    if (lambda === 0) return 0;
    let sum = 0;
    for (const { parameters } of this.plan.layers) {
      for (const { role, values, gradient } of parameters) {
        if (role === 'weight' && gradient !== null)
          sum += this.kernels.ridge(values.offset, gradient.offset, values.length, lambda);
      }
    }
    return sum;
  }

  /** Shrinks the incoming weights of every unit to the largest norm allowed, after an update. */
  project(): void {
    const { maxNorm } = this.#objective;
    if (maxNorm === undefined) return;
    for (const { parameters } of this.plan.layers) {
      for (const parameter of parameters) {
        if (parameter.role !== 'weight' || parameter.gradient === null) continue;
        limitNorms(this.kernels.values, parameter, maxNorm, this.#breathe);
      }
    }
  }

  #activityL1(rows: number): number {
    const { activityL1 = 0 } = this.#objective;
    if (activityL1 === 0) return 0;
    let sum = 0;
    for (const { isPenalised, buffers, outputShape } of this.plan.layers) {
      if (isPenalised) sum += this.kernels.absoluteSum(buffers.output, rows * elementCount(outputShape));
    }
    return (activityL1 * sum) / rows;
  }

  #addSigns({ isPenalised, buffers, outputShape }: PlacedLayer, rows: number): void {
    const { activityL1 = 0 } = this.#objective;
    if (!isPenalised) return;
    const { output, outputGradient } = buffers;
    this.kernels.addSigns(output, outputGradient, rows * elementCount(outputShape), activityL1 / rows);
  }

  #addSparsity({ sparsity: place, buffers }: PlacedLayer, rows: number): void {
    const spec = this.#objective.sparsity;
    if (place === null || spec === null) return;
    const { means, gradient } = place;
    const units = means.length;
    sparsityGradient(this.kernels.values, means.offset, gradient.offset, units, rows, spec);
    this.kernels.addRowVector(buffers.outputGradient, gradient.offset, rows, units);
  }
}

function dropoutRate(spec: LayerSpec): number {
  return spec.type === 'dropout' ? spec.rate : 0;
}
