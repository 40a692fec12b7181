/** Looking into runs: which run can be asked, the threads of the last two, and where the samples of answers come from. */
import type { InspectQuestions, InspectTopic, PackedPictures, SampleView } from '../../src-engine';
import { AppError } from '../contract/errors';
import type { LocatedSample, RunMap, RunNetwork, RunUnit } from '../contract/inspect';
import type { EpochRepository, UnitSnapshot } from '../db/epoch-repository';
import type { ItemRepository } from '../db/item-repository';
import type { RunRepository } from '../db/run-repository';
import type { Clock } from '../training/throttle';
import { InspectedRun, type Answered, type CurrentCheckpoint } from './inspected-run';
import type { StartInspector } from './inspector';

export interface InspectProgress {
  readonly runId: number;
  readonly token: string;
  /** In [0, 1]. */
  readonly progress: number;
}

export interface InspectServiceParts {
  readonly runs: RunRepository;
  readonly epochs: EpochRepository;
  readonly items: ItemRepository;
  readonly loadPictures: (datasetId: number) => Promise<PackedPictures>;
  readonly startInspector: StartInspector;
  readonly progress: (progress: InspectProgress) => void;
  readonly clock: Clock;
  readonly log: (line: string) => void;
}

/** Each holds its samples in memory. */
const MOST_RUNS = 2;

/** Who asks; see the contract. */
export interface InspectAsker {
  readonly runId: number;
  readonly token: string;
}

type AnswerOf<T extends InspectTopic> = InspectQuestions[T]['answer'] & { readonly epoch: number };

/** Topics whose answers hold whole samples. */
type SampleTopic = 'reconstructions' | 'predictions' | 'samples';

type Located<A extends { readonly samples: readonly SampleView[] }> = Omit<A, 'samples'> & {
  readonly samples: readonly LocatedSample[];
};

export class InspectService {
  readonly #parts: InspectServiceParts;
  /** The one asked last is the last. */
  readonly #inspected = new Map<number, InspectedRun>();
  /** Threads that are on their way out. */
  readonly #leaving = new Set<Promise<void>>();

  constructor(parts: InspectServiceParts) {
    this.#parts = parts;
  }

  /**
   * @returns rejects with AppError('notFound' | 'precondition') where the run cannot be looked into, 'validation' for a
   * question that does not fit its network, 'cancelled', or 'engine' where the thread died; so do all that ask
   */
  async ask<T extends InspectTopic>(
    { runId, token }: InspectAsker,
    topic: T,
    question: InspectQuestions[T]['question'],
  ): Promise<AnswerOf<T>> {
    const { epoch, answer } = await this.#put({ runId, token }, topic, question);
    return { ...answer, epoch };
  }

  async network(asker: InspectAsker): Promise<RunNetwork> {
    const { runId } = asker;
    const { answer, checkpoint } = await this.#put(asker, 'network', {});
    const experiment = this.#parts.runs.experiment(runId);
    return { ...answer, experiment, datasetId: this.#datasetId(runId), checkpoint };
  }

  async unit(asker: InspectAsker, question: InspectQuestions['unit']['question']): Promise<RunUnit> {
    const { top, ...answer } = await this.ask(asker, 'unit', question);
    return { ...answer, top: this.#locate(asker.runId, top) };
  }

  async map(asker: InspectAsker, question: InspectQuestions['map']['question']): Promise<RunMap> {
    const answer = await this.ask(asker, 'map', question);
    const itemIds = answer.pictures.map((slot) => this.#itemAt(asker.runId, slot).itemId);
    return { ...answer, itemIds };
  }

  async askSamples<T extends SampleTopic>(
    asker: InspectAsker,
    topic: T,
    question: InspectQuestions[T]['question'],
  ): Promise<Located<AnswerOf<T>>> {
    const { samples, ...answer } = await this.ask(asker, topic, question);
    return { ...answer, samples: this.#locate(asker.runId, samples) };
  }

  cancel({ runId, token }: InspectAsker): void {
    this.#inspected.get(runId)?.cancel(token);
  }

  /** Of the first layer with weights, as kept; empty before the first epoch. @throws AppError('notFound') */
  unitHistory(runId: number, unit: number): UnitSnapshot[] {
    this.#parts.runs.get(runId);
    return this.#parts.epochs.unitHistory(runId, unit);
  }

  /** Lets go of runs that were removed. */
  forgetRemoved(): void {
    for (const runId of [...this.#inspected.keys()]) {
      if (!this.#parts.runs.exists(runId)) this.#letGo(runId);
    }
  }

  async close(): Promise<void> {
    for (const runId of [...this.#inspected.keys()]) this.#letGo(runId);
    await Promise.all(this.#leaving);
  }

  async #put<T extends InspectTopic>(
    { runId, token }: InspectAsker,
    topic: T,
    question: InspectQuestions[T]['question'],
  ): Promise<Answered<T>> {
    this.#checkpoint(runId);
    this.#datasetId(runId);
    return this.#open(runId).ask(topic, question, token);
  }

  #open(runId: number): InspectedRun {
    const inspected = this.#inspected.get(runId) ?? this.#create(runId);
    this.#inspected.delete(runId);
    this.#inspected.set(runId, inspected);
    const [oldest] = this.#inspected.keys();
    if (this.#inspected.size > MOST_RUNS && oldest !== undefined) this.#letGo(oldest);
    return inspected;
  }

  #create(runId: number): InspectedRun {
    const { runs, loadPictures, startInspector, progress, clock, log } = this.#parts;
    return new InspectedRun({
      runId,
      startInspector,
      prepare: async () => ({
        experiment: runs.experiment(runId),
        pictures: await loadPictures(this.#datasetId(runId)),
      }),
      checkpoint: () => this.#checkpoint(runId),
      progress: (token, part) => progress({ runId, token, progress: part }),
      clock,
      log,
    });
  }

  #letGo(runId: number): void {
    const inspected = this.#inspected.get(runId);
    this.#inspected.delete(runId);
    if (inspected === undefined) return;
    const left = inspected.close();
    this.#leaving.add(left);
    void left.finally(() => this.#leaving.delete(left));
  }

  #checkpoint(runId: number): CurrentCheckpoint {
    const { runs, epochs } = this.#parts;
    const { name } = runs.get(runId);
    const saved = epochs.checkpointSize(runId);
    if (saved === null) {
      throw new AppError(
        'precondition',
        `Run ${runId}, "${name}", has saved no weights yet. Wait for the end of its first epoch, or pause it.`,
      );
    }
    return {
      key: `${saved.epoch} ${epochs.savedAtMs(runId)}`,
      read: () => epochs.checkpoint(runId)?.data ?? new Uint8Array(),
    };
  }

  #datasetId(runId: number): number {
    const { runs } = this.#parts;
    const datasetId = runs.datasetId(runId);
    if (datasetId !== null) return datasetId;
    throw new AppError(
      'precondition',
      `The data set "${runs.get(runId).datasetName}" that run ${runId} was trained on was removed, so there is nothing ` +
        'to show its network. Import the pictures again and train anew.',
    );
  }

  #locate(runId: number, samples: readonly SampleView[]): LocatedSample[] {
    return samples.map((sample) => ({ ...sample, ...this.#itemAt(runId, sample.picture) }));
  }

  #itemAt(runId: number, slot: number): { readonly itemId: number; readonly relativePath: string } {
    const item = this.#parts.items.atSlot(this.#datasetId(runId), slot);
    if (item === null)
      throw new AppError('internal', `Run ${runId} was trained on picture ${slot}, which is not there.`);
    return { itemId: item.id, relativePath: item.relativePath };
  }
}
