/** The gradient of one thread's share of the shards, on that thread's own memory. */
import { loadBatch } from './batch';
import { forwardLoaded } from './gradient';
import { clearLong } from './long-copies';
import { term } from './shard-exchange';
import { quarters, shardStart } from './shards';
import type { MemoryPlan } from '../model/memory-plan';
import type { Model } from '../model/model';
import type { PlacedModels } from './place-models';
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
  readonly #breathe: () => void;
  /** ρ̂ of the whole minibatch, for all layers that have one. */
  readonly #means: Float32Array;
  readonly #keepSamples: boolean;
  /** 1 for shards whose model holds their samples. */
  readonly #isLoaded: Uint8Array;

  /** @param breathe called within long passes that no kernel does; a helper is watched by nobody and needs none */
  constructor(
    { models, keepSamples }: PlacedModels,
    labels: Int32Array,
    exchange: ShardExchange,
    breathe: () => void = () => undefined,
  ) {
    this.#models = models;
    this.#plan = models[0].plan;
    this.#labels = labels;
    this.#exchange = exchange;
    this.#breathe = breathe;
    this.#means = new Float32Array(exchange.means.length / exchange.shards);
    this.#keepSamples = keepSamples;
    this.#isLoaded = new Uint8Array(exchange.shards);
    this.needsMeans = this.#means.length > 0;
  }

  /** Forward and backward of the quarters [from, to), where no means are needed. */
  gradient(at: ShardStep, from: number, to: number): void {
    for (let shard = this.#first(from); shard < this.#first(to); shard += 1) {
      this.#forwardShard(at, shard);
      this.#backwardShard(at, shard);
    }
  }

  /** Forward of the quarters [from, to); the terms and means of their shards go to the exchange. */
  forward(at: ShardStep, from: number, to: number): void {
    for (let shard = this.#first(from); shard < this.#first(to); shard += 1) this.#forwardShard(at, shard);
  }

  /** Backward of the quarters [from, to), after all threads are through with `forward`. */
  backward(at: ShardStep, from: number, to: number): void {
    this.#takeMeans(at.rows);
    for (let shard = this.#first(from); shard < this.#first(to); shard += 1) {
      this.#holdMeans(this.#modelOf(shard));
      this.#backwardShard(at, shard);
    }
  }

  /** Adds up the quarters [from, to) that one thread computed, by pairs; the sum of a pair lies in its first. */
  addPairs(from: number, to: number): void {
    const { kernels } = this.#models[0];
    const places = this.#plan.shardSums;
    for (let quarter = from; quarter + 1 < to; quarter += 2) {
      const { offset, length } = places[quarter];
      kernels.addScaled(places[quarter + 1].offset, offset, length, 1);
    }
  }

  /** First shard of a quarter. */
  #first(quarter: number): number {
    return (quarter * this.#exchange.shards) / quarters;
  }

  /** ρ̂ of the whole minibatch: the mean of the shards' means, in their order. */
  #takeMeans(rows: number): void {
    const { means, shards } = this.#exchange;
    const all = this.#means;
    for (let unit = 0; unit < all.length; unit += 1) {
      let sum = 0;
      for (let shard = 0; shard < shards; shard += 1) {
        const share = shardStart(shard + 1, shards, rows) - shardStart(shard, shards, rows);
        sum += means[shard * all.length + unit] * share;
      }
      all[unit] = sum / rows;
    }
  }

  /** Puts ρ̂ of the whole minibatch into a model. */
  #holdMeans({ plan, kernels }: Model): void {
    let place = 0;
    for (const { sparsity } of plan.layers) {
      if (sparsity === null) continue;
      const { offset, length } = sparsity.means;
      for (let unit = 0; unit < length; unit += 1) kernels.values[offset + unit] = this.#means[place + unit];
      place += length;
    }
  }

  #modelOf(shard: number): Model {
    return this.#models[shard % this.#models.length];
  }

  #forwardShard({ first, rows, step }: ShardStep, shard: number): void {
    const { terms, order, shards } = this.#exchange;
    const start = shardStart(shard, shards, rows);
    const count = shardStart(shard + 1, shards, rows) - start;
    const place = shard * term.length;
    terms.fill(0, place, place + term.length);
    if (count === 0) return;
    const model = this.#modelOf(shard);
    const from = first + start;
    if (this.#isLoaded[shard] === 0) loadBatch(model, this.#labels, order, from, count);
    // Evaluation goes through the first model, and leaves other samples there.
    if (this.#keepSamples && shard > 0) this.#isLoaded[shard] = 1;
    terms[place + term.correct] = forwardLoaded(model, this.#labels, order, from, count, step, start);
    terms[place + term.data] = model.terms.data;
    terms[place + term.sparsity] = model.terms.sparsity;
    if (this.needsMeans) this.#giveMeans(model, shard, count);
  }

  #giveMeans(model: Model, shard: number, rows: number): void {
    const { means, shards } = this.#exchange;
    const { values } = model.kernels;
    model.measureMeans(rows);
    let place = (shard * means.length) / shards;
    for (const { sparsity } of model.plan.layers) {
      if (sparsity === null) continue;
      const { offset, length } = sparsity.means;
      for (let unit = 0; unit < length; unit += 1) means[place + unit] = values[offset + unit];
      place += length;
    }
  }

  /** Adds the shard's gradient, times its share of the rows, to the sum of its quarter. */
  #backwardShard({ rows }: ShardStep, shard: number): void {
    const { kernels } = this.#models[0];
    const { shards } = this.#exchange;
    const quarter = Math.floor((shard * quarters) / shards);
    const { offset, length } = this.#plan.shardSums[quarter];
    const isFirst = shard === this.#first(quarter);
    const count = shardStart(shard + 1, shards, rows) - shardStart(shard, shards, rows);
    if (count === 0) {
      if (isFirst) clearLong(kernels.values, offset, length, this.#breathe);
      return;
    }
    this.#modelOf(shard).backwardPart(count);
    if (isFirst) kernels.copyScaled(this.#plan.gradients.offset, offset, length, count / rows);
    else kernels.addScaled(this.#plan.gradients.offset, offset, length, count / rows);
  }
}
