/** Metrics of the latest minibatch and their means over the epoch so far, weighted by samples; allocates only when read. */
import type { EpochTotals } from '../model/checkpoint';
import type { ObjectiveTerms } from '../model/model';
import type { Metrics } from '../worker/protocol';

const nothing = { samples: 0, data: 0, weightDecay: 0, sparsity: 0, correct: 0 } as const;

export class RunningMetrics {
  readonly #isLabelled: boolean;
  readonly #sums: EpochTotals = { ...nothing };
  readonly #latest: EpochTotals = { ...nothing };

  /** @param isLabelled whether accuracy means anything */
  constructor(isLabelled: boolean) {
    this.#isLabelled = isLabelled;
  }

  /** @param terms means over the minibatch */
  add(rows: number, terms: ObjectiveTerms, correct: number): void {
    const latest = this.#latest;
    latest.samples = rows;
    latest.data = terms.data * rows;
    latest.weightDecay = terms.weightDecay * rows;
    latest.sparsity = terms.sparsity * rows;
    latest.correct = correct;
    const sums = this.#sums;
    sums.samples += rows;
    sums.data += latest.data;
    sums.weightDecay += latest.weightDecay;
    sums.sparsity += latest.sparsity;
    sums.correct += correct;
  }

  latest(): Metrics {
    return this.#metrics(this.#latest);
  }

  mean(): Metrics {
    return this.#metrics(this.#sums);
  }

  /** A copy of the sums, for a checkpoint. */
  totals(): EpochTotals {
    return { ...this.#sums };
  }

  restore(totals: EpochTotals): void {
    Object.assign(this.#sums, totals);
  }

  /** Starts the next epoch; the latest minibatch stays known. */
  reset(): void {
    Object.assign(this.#sums, nothing);
  }

  #metrics(sums: EpochTotals): Metrics {
    const samples = Math.max(sums.samples, 1);
    const data = sums.data / samples;
    const weightDecay = sums.weightDecay / samples;
    const sparsity = sums.sparsity / samples;
    const accuracy = this.#isLabelled ? sums.correct / samples : null;
    return { loss: data + weightDecay + sparsity, data, weightDecay, sparsity, accuracy };
  }
}
