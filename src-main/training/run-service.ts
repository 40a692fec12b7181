/** What can be read of runs and experiments: presets, history, one run with its epochs and filters. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { parseExperiment, type FilterSet } from '../../src-engine';
import type { Preset, RunDetail, RunSummary } from '../contract/runs';
import type { EpochRepository } from '../db/epoch-repository';
import type { EventRepository } from '../db/event-repository';
import type { RunRepository } from '../db/run-repository';

export interface RunServiceParts {
  readonly runs: RunRepository;
  readonly epochs: EpochRepository;
  readonly events: EventRepository;
  readonly presetsDir: string;
  readonly log: (line: string) => void;
}

export class RunService {
  readonly #parts: RunServiceParts;

  constructor(parts: RunServiceParts) {
    this.#parts = parts;
  }

  /** In the order of their index; one that cannot be read is logged and left out. */
  async presets(): Promise<Preset[]> {
    const { presetsDir, log } = this.#parts;
    const ids = z.array(z.string()).parse(await readJson(join(presetsDir, 'index.json')));
    const presets: Preset[] = [];
    for (const id of ids) {
      try {
        presets.push({ id, experiment: parseExperiment(await readJson(join(presetsDir, `${id}.json`))) });
      } catch (error) {
        log(`preset ${id}: ${String(error)}`);
      }
    }
    return presets;
  }

  list(): RunSummary[] {
    return this.#parts.runs.list();
  }

  /** @throws AppError('notFound') */
  summary(runId: number): RunSummary {
    return this.#parts.runs.get(runId);
  }

  /** @throws AppError('notFound') */
  get(runId: number): RunDetail {
    const { runs, epochs, events } = this.#parts;
    return {
      ...runs.get(runId),
      experiment: runs.experiment(runId),
      epochs: epochs.list(runId),
      snapshotEpochs: epochs.snapshotEpochs(runId),
      layers: runs.layers(runId),
      events: events.list(runId),
    };
  }

  /**
   * Filters of the epoch, or of the nearest kept one before it; for null those of the final weights, of the latest epoch
   * until there are such.
   * @throws AppError('notFound')
   */
  filters(runId: number, epoch: number | null): { epoch: number; filters: FilterSet } | null {
    const { weightsEpoch } = this.#parts.runs.get(runId);
    return this.#parts.epochs.filters(runId, epoch ?? weightsEpoch ?? Number.MAX_SAFE_INTEGER);
  }
}

async function readJson(file: string): Promise<unknown> {
  return JSON.parse(await readFile(file, 'utf8')) as unknown;
}
