/**
 * The gradient of a minibatch from its shards, by this thread and the helpers that are ready. Whoever computes a
 * shard, its numbers are the same and are summed in the same order.
 */
import { EngineError } from '../errors';
import { copyLong } from './long-copies';
import { controlWord, summedBy, term, work } from './shard-exchange';
import { ShardModels } from './shard-models';
import { quarters, shardStart } from './shards';
import { ThreadChoice } from './thread-choice';
import type { Model } from '../model/model';
import type { PlacedModels } from './place-models';
import type { ShardExchange } from './shard-exchange';

/** What the team needs of its platform. */
export interface TeamPlatform {
  /** Milliseconds since some fixed moment. */
  now(): number;
  /** Threads this run may use at the moment, itself included. */
  threadLimit(): number;
  /** Called while waiting for helpers and within long copies; may wait, or throw to give up. */
  breathe(): void;
}

/** A helper is mostly ready when this thread is, so looking a few times is cheaper than going to sleep. */
const looks = 4000;
/** Between two breaths while waiting. */
const waitMs = 20;

export class ShardTeam {
  readonly #model: Model;
  readonly #shards: ShardModels;
  readonly #exchange: ShardExchange;
  readonly #platform: TeamPlatform;
  readonly #breathe: () => void;
  readonly #choice = new ThreadChoice();
  #latestThreads = 1;
  readonly #at = { first: 0, rows: 0, step: 0 };

  /** @param placed models of one arena; the first one's `terms` and gradients receive the results */
  constructor(placed: PlacedModels, labels: Int32Array, exchange: ShardExchange, platform: TeamPlatform) {
    [this.#model] = placed.models;
    this.#breathe = () => platform.breathe();
    this.#shards = new ShardModels(placed, labels, exchange, this.#breathe);
    this.#exchange = exchange;
    this.#platform = platform;
  }

  /** Order of the samples; written between minibatches. */
  get order(): Uint32Array {
    return this.#exchange.order;
  }

  /** Threads that work on a minibatch, as measured. */
  get threads(): number {
    return this.#choice.best;
  }

  /** Rows of the shard whose activations the first model holds after a minibatch of `rows`. */
  rowsHeld(rows: number): number {
    const { shards } = this.#exchange;
    const held = this.#shards.needsMeans ? 0 : shards / this.#latestThreads - 1;
    return shardStart(held + 1, shards, rows) - shardStart(held, shards, rows);
  }

  /**
   * J over the samples `order[first … first + rows)` of the exchange and its gradient, ridge and sparsity included;
   * overwrites the gradients.
   * @returns how many samples were classified rightly
   */
  gradient(first: number, rows: number, step: number): number {
    const correct = this.gradientPart(first, rows, step);
    const { terms } = this.#model;
    terms.sparsity += this.#model.meansPenalty();
    terms.weightDecay = this.#model.addRidge();
    return correct;
  }

  /** The same without the ridge and without the KL term of J, whose gradient is in it: ρ̂ is over these rows. */
  gradientPart(first: number, rows: number, step: number): number {
    const platform = this.#platform;
    const threads = this.#choice.next(
      powerOfTwo(Math.min(this.#present(), platform.threadLimit(), quarters)),
    );
    const start = platform.now();
    this.#latestThreads = threads;
    this.#compute(first, rows, step, threads);
    this.#choice.took(platform.now() - start);
    return this.#collect(rows);
  }

  /** Sends the helpers home. */
  end(): void {
    this.#wake(work.quit, quarters);
  }

  /** This thread and the helpers that are ready, up to the first that is not. */
  #present(): number {
    const ready = Atomics.load(this.#exchange.control, controlWord.ready);
    let count = 1;
    while ((ready & (1 << count)) !== 0) count += 1;
    return count;
  }

  #compute(first: number, rows: number, step: number, threads: number): void {
    const at = this.#at;
    at.first = first;
    at.rows = rows;
    at.step = step;
    const share = quarters / threads;
    const shards = this.#shards;
    if (threads > 1) this.#announce(threads);
    if (shards.needsMeans) {
      this.#wake(work.forward, threads);
      shards.forward(at, 0, share);
      this.#waitForHelpers(threads);
      this.#wake(work.backward, threads);
      shards.backward(at, 0, share);
    } else {
      this.#wake(work.gradient, threads);
      shards.gradient(at, 0, share);
    }
    shards.addPairs(0, share);
    this.#waitForHelpers(threads);
    this.#addUp(share);
  }

  /** Writes down the minibatch, the rates of dropout and the parameters for the helpers. */
  #announce(threads: number): void {
    const { control, parameters, dropoutRates } = this.#exchange;
    const { plan, kernels } = this.#model;
    const { offset, length } = plan.parameters;
    control[controlWord.firstSample] = this.#at.first;
    control[controlWord.rows] = this.#at.rows;
    control[controlWord.step] = this.#at.step;
    control[controlWord.threads] = threads;
    dropoutRates.set(this.#model.dropoutRates);
    const current = kernels.values.subarray(offset, offset + length);
    copyLong(current, parameters, 0, this.#breathe);
  }

  #wake(task: number, threads: number): void {
    const { control } = this.#exchange;
    control[controlWord.work] = task;
    Atomics.store(control, controlWord.done, 0);
    for (let helper = 1; helper < threads; helper += 1) {
      Atomics.add(control, controlWord.firstPhase + helper, 1);
      Atomics.notify(control, controlWord.firstPhase + helper);
    }
  }

  #waitForHelpers(threads: number): void {
    const { control } = this.#exchange;
    let left = looks;
    for (;;) {
      const done = Atomics.load(control, controlWord.done);
      if (done === threads - 1) return;
      if (left > 0) {
        left -= 1;
        continue;
      }
      Atomics.wait(control, controlWord.done, done, waitMs);
      this.#requireHelpers();
      this.#breathe();
    }
  }

  #requireHelpers(): void {
    if (Atomics.load(this.#exchange.control, controlWord.failed) === 0) return;
    throw new EngineError(
      'internal',
      'A thread that helped this run has died. Everything up to the last epoch is kept: resume goes on from there.',
    );
  }

  /** The quarters together, with what other threads summed, always as (0 + 1) + (2 + 3). */
  #addUp(share: number): void {
    const { plan, kernels } = this.#model;
    const { sums } = this.#exchange;
    const { offset, length } = plan.gradients;
    const places = plan.shardSums;
    for (let quarter = share; quarter < quarters; quarter += summedBy(share)) {
      const sum = sums.subarray(quarter * length, (quarter + 1) * length);
      copyLong(sum, kernels.values, places[quarter].offset, this.#breathe);
    }
    if (share === 1) this.#shards.addPairs(0, quarters);
    kernels.copy(places[0].offset, offset, length);
    kernels.addScaled(places[2].offset, offset, length, 1);
  }

  /** The terms of J, summed in the order of the shards. */
  #collect(rows: number): number {
    const { terms: parts, shards } = this.#exchange;
    const { terms } = this.#model;
    let data = 0;
    let sparsity = 0;
    let correct = 0;
    for (let shard = 0; shard < shards; shard += 1) {
      const share = (shardStart(shard + 1, shards, rows) - shardStart(shard, shards, rows)) / rows;
      data += share * parts[shard * term.length + term.data];
      sparsity += share * parts[shard * term.length + term.sparsity];
      correct += parts[shard * term.length + term.correct];
    }
    terms.data = data;
    terms.sparsity = sparsity;
    return correct;
  }
}

function powerOfTwo(count: number): number {
  return 2 ** Math.floor(Math.log2(Math.max(count, 1)));
}
