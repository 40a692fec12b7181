/** The gradient of one thread's share of the shards, on that thread's own memory. */
import { runForward } from './gradient';
import { term } from './shard-exchange';
import { shardCount, shardStart } from './shards';
import type { MemoryPlan, Region } from '../model/memory-plan';
import type { Model } from '../model/model';
import type { ShardExchange } from './shard-exchange';

/** A minibatch: the samples `order[first … first + rows)`. */
export interface ShardStep {
  first: number;
  rows: number;
  /** Minibatches before this one since the start of the run. */
  step: number;
}

export class ShardModels {
  /** Whether ρ̂ of the whole minibatch is needed between forward and backward. */
  readonly needsMeans: boolean;
  /** One for each shard where activations must outlive the forward pass, else one for all. */
  readonly #models: readonly Model[];
  readonly #plan: MemoryPlan;
  readonly #labels: Int32Array;
  readonly #exchange: ShardExchange;

  constructor(models: readonly Model[], labels: Int32Array, exchange: ShardExchange) {
    this.#models = models;
    this.#plan = models[0].plan;
    this.#labels = labels;
    this.#exchange = exchange;
    this.needsMeans = this.#plan.layers.some(({ sparsity }) => sparsity !== null);
  }

  /** Forward and backward of the shards [from, to), where no means are needed. */
  gradient(at: ShardStep, from: number, to: number): void {
    for (let shard = from; shard < to; shard += 1) {
      this.#forwardShard(at, shard);
      this.#backwardShard(at, shard, from);
    }
  }

  /** Forward of the shards [from, to); their terms and means go to the exchange. */
  forward(at: ShardStep, from: number, to: number): void {
    for (let shard = from; shard < to; shard += 1) this.#forwardShard(at, shard);
  }

  /** Backward of the shards [from, to), after all threads are through with `forward`. */
  backward(at: ShardStep, from: number, to: number): void {
    for (let shard = from; shard < to; shard += 1) {
      this.holdMeans(this.#modelOf(shard), at.rows);
      this.#backwardShard(at, shard, from);
    }
  }

  /**
   * Where the gradient of a shard is added up, times its share of the rows. There are two halves, each summed from its
   * first shard to its last, so that one thread, two and four come to the same bits.
   */
  sumOf(shard: number): Region {
    return this.#plan.shardSums[shard < shardCount / 2 ? 0 : 1];
  }

  /** Puts ρ̂ of the whole minibatch into a model: the mean of the shards' means, in their order. */
  holdMeans({ plan, kernels }: Model, rows: number): void {
    const { means } = this.#exchange;
    const stride = means.length / shardCount;
    let place = 0;
    for (const { sparsity } of plan.layers) {
      if (sparsity === null) continue;
      const { offset, length } = sparsity.means;
      for (let unit = 0; unit < length; unit += 1) {
        let sum = 0;
        for (let shard = 0; shard < shardCount; shard += 1) {
          sum +=
            means[shard * stride + place + unit] * (shardStart(shard + 1, rows) - shardStart(shard, rows));
        }
        kernels.values[offset + unit] = sum / rows;
      }
      place += length;
    }
  }

  #modelOf(shard: number): Model {
    return this.#models[shard % this.#models.length];
  }

  #forwardShard({ first, rows, step }: ShardStep, shard: number): void {
    const { terms, order } = this.#exchange;
    const start = shardStart(shard, rows);
    const count = shardStart(shard + 1, rows) - start;
    const place = shard * term.length;
    terms.fill(0, place, place + term.length);
    if (count === 0) return;
    const model = this.#modelOf(shard);
    terms[place + term.correct] = runForward(model, this.#labels, order, first + start, count, step, start);
    terms[place + term.data] = model.terms.data;
    terms[place + term.sparsity] = model.terms.sparsity;
    if (this.needsMeans) this.#giveMeans(model, shard, count);
  }

  #giveMeans(model: Model, shard: number, rows: number): void {
    const { means } = this.#exchange;
    const { values } = model.kernels;
    model.measureMeans(rows);
    let place = (shard * means.length) / shardCount;
    for (const { sparsity } of model.plan.layers) {
      if (sparsity === null) continue;
      const { offset, length } = sparsity.means;
      for (let unit = 0; unit < length; unit += 1) means[place + unit] = values[offset + unit];
      place += length;
    }
  }

  #backwardShard({ rows }: ShardStep, shard: number, from: number): void {
    const { kernels } = this.#models[0];
    const { offset, length } = this.sumOf(shard);
    const opensHalf = shard === 0 || shard === shardCount / 2;
    if (opensHalf || shard === from) kernels.values.fill(0, offset, offset + length);
    const count = shardStart(shard + 1, rows) - shardStart(shard, rows);
    if (count === 0) return;
    this.#modelOf(shard).backwardPart(count);
    kernels.addScaled(this.#plan.gradients.offset, offset, length, count / rows);
  }
}
