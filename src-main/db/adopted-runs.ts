/** Stores a run that was trained elsewhere, with all that a run leaves behind: whole, or not at all. */
import { createHash } from 'node:crypto';
import type { AdoptedRun } from '../../src-engine';
import type { EpochRepository } from './epoch-repository';
import type { Database } from './open';
import type { RunRepository } from './run-repository';

export class AdoptedRuns {
  readonly #database: Database;
  readonly #runs: RunRepository;
  readonly #epochs: EpochRepository;

  constructor(database: Database, runs: RunRepository, epochs: EpochRepository) {
    this.#database = database;
    this.#runs = runs;
    this.#epochs = epochs;
  }

  /**
   * @param reason where it comes from, for its record
   * @returns the number of the run, which is finished
   */
  add(run: AdoptedRun, datasetId: number, reason: string, atMs: number): number {
    const { experiment, epoch, train, validation, test, filters, checkpoint } = run;
    const weightsSha256 = createHash('sha256').update(run.weights).digest('hex');
    return this.#database.transaction(() => {
      const runId = this.#runs.create(experiment, datasetId, atMs, 'preparing');
      this.#runs.setPlan(runId, run.parameterCount, run.layers);
      const pace = { learningRate: run.learningRate, samplesPerSecond: 0, durationMs: 0 };
      const measured = { type: 'epoch', epoch, train, validation, filters, checkpoint, ...pace } as const;
      this.#epochs.record(runId, measured, atMs);
      this.#runs.setResult(runId, { train, test, weightsSha256, weightsEpoch: epoch });
      const moment = { atMs, epoch, batch: null, x: epoch };
      this.#runs.transition(
        runId,
        { ...moment, kind: 'state', from: 'preparing', to: 'finished', reason },
        null,
      );
      return runId;
    })();
  }
}
