/** One step after every minibatch: gradient, clipping, update, max-norm. */
import { nonFiniteError } from '../model/non-finite';
import { computeGradient } from './gradient';
import { RunningMetrics } from './running-metrics';
import type { Model } from '../model/model';
import type { Optimizer } from '../optimizers/optimizer';
import type { Descent, DescentPlace, StepRates } from './descent';
import type { ShardTeam } from './shard-team';

export interface MinibatchSettings {
  readonly batchSize: number;
  readonly sampleCount: number;
  /** Longest gradient; null leaves all as they are. */
  readonly clipNorm: number | null;
  /** Computes the gradient where minibatches are cut into shards; null where they stay whole. */
  readonly team: ShardTeam | null;
}

export class MinibatchDescent implements Descent {
  readonly passesPerEpoch: number;
  readonly running: RunningMetrics;
  readonly converged = false;
  readonly isBetweenSteps = true;
  readonly point: number;
  readonly #model: Model;
  readonly #labels: Int32Array;
  readonly #optimizer: Optimizer;
  readonly #settings: MinibatchSettings;
  #batch = 0;
  #step = 0;
  #rows = 0;

  constructor(model: Model, labels: Int32Array, optimizer: Optimizer, settings: MinibatchSettings) {
    this.#model = model;
    this.#labels = labels;
    this.#optimizer = optimizer;
    this.#settings = settings;
    this.passesPerEpoch = Math.ceil(settings.sampleCount / settings.batchSize);
    this.running = new RunningMetrics(model.target === 'labels');
    this.point = model.plan.trained.offset;
  }

  get batch(): number {
    return this.#batch;
  }

  get step(): number {
    return this.#step;
  }

  get rows(): number {
    return this.#rows;
  }

  get epochComplete(): boolean {
    return this.#batch === this.passesPerEpoch;
  }

  pass(order: Uint32Array, ratesNow: () => StepRates): number {
    const { batchSize, sampleCount, team } = this.#settings;
    const model = this.#model;
    const first = this.#batch * batchSize;
    const rows = Math.min(batchSize, sampleCount - first);
    const correct =
      team === null
        ? computeGradient(model, this.#labels, order, first, rows, this.#step)
        : team.gradient(first, rows, this.#step);
    this.#rows = team === null ? rows : team.rowsHeld(rows);
    this.#clip();
    const { learningRate, momentum } = ratesNow();
    const finite = this.#optimizer.update(this.#step + 1, learningRate, momentum);
    model.project();
    this.#step += 1;
    this.#batch += 1;
    const { data, weightDecay, sparsity } = model.terms;
    if (!finite || !Number.isFinite(data + weightDecay + sparsity)) {
      throw nonFiniteError(model, this.#rows, this.#step);
    }
    this.running.add(rows, model.terms, correct);
    return rows;
  }

  /** Shortens a gradient that is too long, all parameters taken as one vector (Pascanu, Mikolov & Bengio 2013). */
  #clip(): void {
    const { clipNorm } = this.#settings;
    if (clipNorm === null) return;
    const { offset, length } = this.#model.plan.gradients;
    const norm = Math.sqrt(this.#model.kernels.dot(offset, offset, length));
    if (norm > clipNorm) this.#model.kernels.scale(offset, length, clipNorm / norm);
  }

  endEpoch(): void {
    this.#batch = 0;
    this.running.reset();
  }

  place(): DescentPlace {
    const totals = this.running.totals();
    return { batch: this.#batch, step: this.#step, totals, memory: null, converged: false };
  }

  restore({ batch, step, totals }: DescentPlace): void {
    this.#batch = batch;
    this.#step = step;
    this.running.restore(totals);
  }
}
