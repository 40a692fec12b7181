/**
 * Iterations over all training samples at once. A look at J goes through the samples part by part, so that it needs no
 * more memory than a part and may be interrupted; with KL sparsity and several parts, a first round gathers ρ̂.
 */
import { nonFiniteError } from '../model/non-finite';
import { elementCount } from '../tensor';
import { runForward } from './gradient';
import { clearLong } from './long-copies';
import { RunningMetrics } from './running-metrics';
import type { EpochTotals } from '../model/checkpoint';
import type { MemoryPlan } from '../model/memory-plan';
import type { Model } from '../model/model';
import type { FullBatchOptimizer } from '../optimizers/optimizer';
import type { Shape } from '../tensor';
import type { Descent, DescentPlace, StepRates } from './descent';
import type { ShardTeam } from './shard-team';

/** Activations and their gradients of one part, in numbers: 20 MB of float32, some tens of milliseconds of work. */
const partElements = 5 * 2 ** 20;

/** Rows of one part; follows from the network alone, so the sums do not depend on the machine. */
export function partRows(inputShape: Shape, outputShapes: readonly Shape[], sampleCount: number): number {
  const outputs = outputShapes.reduce((sum, shape) => sum + elementCount(shape), 0);
  const rows = Math.floor(partElements / (elementCount(inputShape) + 2 * outputs));
  return Math.min(Math.max(rows, 1), sampleCount);
}

export interface FullBatchSettings {
  /** Rows of one part, at most as many as the plan has room for. */
  readonly partSize: number;
  readonly sampleCount: number;
  /** Computes the gradient of a part where parts are cut into shards; null where they stay whole. */
  readonly team: ShardTeam | null;
  /** Called within long work that no kernel does; may wait, or throw to give up. */
  readonly breathe: () => void;
}

export class FullBatchDescent implements Descent {
  readonly passesPerEpoch: number;
  readonly running: RunningMetrics;
  readonly #model: Model;
  readonly #plan: MemoryPlan;
  readonly #labels: Int32Array;
  readonly #optimizer: FullBatchOptimizer;
  readonly #partRows: number;
  readonly #sampleCount: number;
  readonly #team: ShardTeam | null;
  readonly #breathe: () => void;
  /** Offset of the sum of gradients; unused where one part holds all samples. */
  readonly #sum: number;
  /** Sums of activations of every sparse layer; null where a single round is enough. */
  readonly #meanSums: readonly Float64Array[] | null;
  readonly #terms = { data: 0, weightDecay: 0, sparsity: 0 };
  #correct = 0;
  /** The next sample of the look, and whether it is still the round that gathers ρ̂. */
  #first = 0;
  #isGathering: boolean;
  #passes = 0;
  #step = 0;
  #iterationStep = 0;
  #rows = 0;
  #epochComplete = false;
  #converged = false;
  /** Metrics at the best point so far. */
  #best: EpochTotals;

  constructor(
    model: Model,
    labels: Int32Array,
    optimizer: FullBatchOptimizer,
    { partSize, sampleCount, team, breathe }: FullBatchSettings,
  ) {
    this.#model = model;
    this.#plan = model.plan;
    this.#labels = labels;
    this.#optimizer = optimizer;
    this.#partRows = partSize;
    this.#sampleCount = sampleCount;
    this.#team = team;
    this.#breathe = breathe;
    this.#sum = model.plan.optimizerScratch[model.plan.optimizerScratch.length - 1].offset;
    const parts = Math.ceil(sampleCount / partSize);
    const sparse = model.plan.layers.flatMap(({ sparsity }) => (sparsity === null ? [] : [sparsity.means]));
    const isSplit = parts > 1 && sparse.length > 0;
    this.#meanSums = isSplit ? sparse.map(({ length }) => new Float64Array(length)) : null;
    this.#isGathering = isSplit;
    this.passesPerEpoch = isSplit ? 2 * parts : parts;
    this.running = new RunningMetrics(model.target === 'labels');
    this.#best = this.running.totals();
  }

  get batch(): number {
    return this.#epochComplete ? this.passesPerEpoch : Math.min(this.#passes, this.passesPerEpoch - 1);
  }

  get step(): number {
    return this.#step;
  }

  get rows(): number {
    return this.#rows;
  }

  get epochComplete(): boolean {
    return this.#epochComplete;
  }

  get isBetweenSteps(): boolean {
    return this.#epochComplete || this.#step === this.#iterationStep;
  }

  get converged(): boolean {
    return this.#converged;
  }

  get point(): number {
    return this.#optimizer.point;
  }

  pass(order: Uint32Array, ratesNow: () => StepRates): number {
    const isGathering = this.#isGathering;
    const first = this.#first;
    if (first === 0 && (isGathering || this.#meanSums === null)) this.#beginLook(ratesNow().learningRate);
    const rows = Math.min(this.#partRows, this.#sampleCount - first);
    const team = this.#team;
    const correct =
      team === null
        ? runForward(this.#model, this.#labels, order, first, rows, 0)
        : team.gradientPart(first, rows, 0);
    this.#rows = team === null ? rows : team.rowsHeld(rows);
    this.#first += rows;
    this.#passes += 1;
    this.#step += 1;
    if (isGathering) this.#gather(rows);
    else this.#add(rows, correct);
    if (this.#first < this.#sampleCount) return isGathering ? 0 : rows;
    this.#first = 0;
    if (isGathering) this.#holdMeans();
    else this.#endLook();
    return isGathering ? 0 : rows;
  }

  #beginLook(learningRate: number): void {
    this.#optimizer.begin(learningRate);
    this.#terms.data = 0;
    this.#terms.sparsity = 0;
    this.#correct = 0;
    if (this.#meanSums !== null) for (const sums of this.#meanSums) sums.fill(0);
  }

  #gather(rows: number): void {
    this.#model.measureMeans(rows);
    this.#eachMean((sums, unit, index, values) => {
      sums[unit] += values[index] * rows;
    });
  }

  #holdMeans(): void {
    this.#isGathering = false;
    this.#eachMean((sums, unit, index, values) => {
      values[index] = sums[unit] / this.#sampleCount;
    });
  }

  #eachMean(
    change: (sums: Float64Array, unit: number, index: number, values: Float32Array | Float64Array) => void,
  ): void {
    const { values } = this.#model.kernels;
    let place = 0;
    for (const { sparsity } of this.#plan.layers) {
      const sums = this.#meanSums?.[place];
      if (sparsity === null || sums === undefined) continue;
      place += 1;
      for (let unit = 0; unit < sums.length; unit += 1)
        change(sums, unit, sparsity.means.offset + unit, values);
    }
  }

  /** Adds a part to the terms and the gradient of the whole. */
  #add(rows: number, correct: number): void {
    const model = this.#model;
    const { gradients } = this.#plan;
    const share = rows / this.#sampleCount;
    const isFirst = this.#first === rows;
    if (this.#team === null) {
      if (this.#meanSums === null) model.measureMeans(rows);
      model.backwardPart(rows);
    }
    this.#terms.data += model.terms.data * share;
    this.#terms.sparsity += model.terms.sparsity * share;
    this.#correct += correct;
    if (rows === this.#sampleCount) return;
    if (isFirst) clearLong(model.kernels.values, this.#sum, gradients.length, this.#breathe);
    model.kernels.addScaled(gradients.offset, this.#sum, gradients.length, share);
  }

  #endLook(): void {
    const model = this.#model;
    const { offset, length } = this.#plan.gradients;
    if (this.#partRows < this.#sampleCount) {
      model.kernels.copy(this.#sum, offset, length);
    }
    this.#terms.weightDecay = model.addRidge();
    this.#terms.sparsity += model.meansPenalty();
    this.#isGathering = this.#meanSums !== null;
    this.running.reset();
    this.running.add(this.#sampleCount, this.#terms, this.#correct);
    this.#answer(this.#finiteLoss());
  }

  /** J, or infinity where it or its gradient is not finite: a line search comes back from there. */
  #finiteLoss(): number {
    const { data, weightDecay, sparsity } = this.#terms;
    const loss = data + weightDecay + sparsity;
    const { offset, length } = this.#plan.gradients;
    if (Number.isFinite(loss + this.#model.kernels.dot(offset, offset, length))) return loss;
    if (this.#optimizer.memory.started) return Infinity;
    Object.assign(this.#model.terms, this.#terms);
    throw nonFiniteError(this.#model, this.#rows, this.#step);
  }

  #answer(loss: number): void {
    const { started } = this.#optimizer.memory;
    const answer = this.#optimizer.take(loss);
    // The look at the starting point is remembered, so it is not repeated.
    if (!started) this.#iterationStep = this.#step;
    if (this.#optimizer.memory.loss === loss) this.#best = this.running.totals();
    if (answer === 'look') return;
    this.running.restore(this.#best);
    this.#epochComplete = true;
    this.#converged = answer === 'converged';
  }

  endEpoch(): void {
    this.#epochComplete = false;
    this.#passes = 0;
    this.#iterationStep = this.#step;
  }

  /** Within an iteration, the place where it began: that is all it takes to get here again. */
  place(): DescentPlace {
    return {
      batch: this.#epochComplete ? this.passesPerEpoch : 0,
      step: this.#epochComplete ? this.#step : this.#iterationStep,
      totals: this.#best,
      memory: this.#optimizer.memory,
      converged: this.#converged,
    };
  }

  restore({ batch, step, totals, memory, converged }: DescentPlace): void {
    this.#step = step;
    this.#iterationStep = step;
    this.#passes = 0;
    this.#first = 0;
    this.#isGathering = this.#meanSums !== null;
    this.#epochComplete = batch === this.passesPerEpoch;
    this.#best = totals;
    this.running.restore(totals);
    if (memory !== null) this.#optimizer.restore(memory);
    this.#converged = converged;
  }
}
