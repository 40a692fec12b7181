/** Models from elsewhere: files that were looked at, the data sets that fit them, and the runs that are made of them. */
import { randomUUID } from 'node:crypto';
import { basename, extname } from 'node:path';
import { EngineError, usePortable, type PackedPictures } from '../../src-engine';
import type { BundleInspection, BundleService, OpenedBundle } from '../bundles/bundle-service';
import type { DatasetSummary } from '../contract/datasets';
import { AppError } from '../contract/errors';
import { modelKindNames, type ModelInspection } from '../contract/model-imports';
import type { AdoptedRuns } from '../db/adopted-runs';
import type { Clock } from '../training/throttle';
import type { AdoptionProof, ModelOutline } from './import-protocol';
import type { OneAnswer } from '../threads/one-answer';
import type { ReadModels } from './model-thread';

export interface ModelImportParts {
  readonly models: ReadModels;
  readonly bundles: Pick<BundleService, 'inspect' | 'open'>;
  readonly adopted: AdoptedRuns;
  readonly listDatasets: () => readonly DatasetSummary[];
  readonly loadPictures: (datasetId: number) => Promise<PackedPictures>;
  /** Generates the set of this name where it is a built-in one; sets that are not are left alone. */
  readonly ensureBuiltIn: (dataset: string) => Promise<void>;
  readonly clock: Clock;
  readonly changed: () => void;
}

export interface ImportedModel {
  readonly runId: number;
  readonly proof: AdoptionProof;
  readonly notes: readonly string[];
}

interface LookedAt {
  readonly path: string;
  readonly kind: ModelInspection['kind'];
}

/** Files that are remembered after they were looked at. */
const mostLookedAt = 8;

export class ModelImportService {
  readonly #parts: ModelImportParts;
  readonly #lookedAt = new Map<string, LookedAt>();
  readonly #underWay = new Set<OneAnswer<unknown>>();

  constructor(parts: ModelImportParts) {
    this.#parts = parts;
  }

  /**
   * Looks at a file, or at the folder of a TensorFlow.js model; nothing is imported.
   * @throws AppError('validation') naming the layer or operator that is not known, AppError('io' | 'notFound')
   */
  async inspect(path: string): Promise<ModelInspection> {
    const found = await this.#wait(this.#parts.models.inspect({ path }));
    if (found === null) return this.#inspectBundle(path);
    const { kind, bytes, outline, parameters, layers } = found;
    if (outline.origin !== null) await this.#parts.ensureBuiltIn(outline.origin.experiment.data.dataset);
    const fitting = this.#fitting(outline);
    const token = this.#remember({ path, kind });
    return {
      token,
      kind,
      name: outline.name,
      bytes,
      input: outline.input,
      layers: [...layers],
      parameters,
      classNames: [...outline.classNames],
      notes: [...outline.notes],
      suggestedDatasetId: this.#suggested(outline, fitting),
      fittingDatasetIds: fitting,
    };
  }

  /** What a bundle holds, in the same words as a model. */
  async #inspectBundle(path: string): Promise<ModelInspection> {
    const found = await this.#parts.bundles.inspect(path);
    const { name, bytes, input, layers, parameters, classNames, datasetId } = found;
    const token = this.#remember({ path, kind: 'bundle' });
    return {
      token,
      kind: 'bundle',
      name,
      bytes,
      input: input ?? { height: 0, width: 0, channels: 0 },
      layers: [...layers],
      parameters: parameters ?? 0,
      classNames: [...classNames],
      notes: bundleNotes(found),
      suggestedDatasetId: datasetId,
      fittingDatasetIds: datasetId === null ? [] : [datasetId],
    };
  }

  /**
   * Brings back the run of a bundle that was looked at.
   * @throws AppError('notFound') for a token that is forgotten, 'precondition' where it is no bundle's, and as bundles are opened
   */
  async openBundle(token: string): Promise<OpenedBundle> {
    const { path, kind } = this.#known(token);
    if (kind === 'bundle') return this.#parts.bundles.open(path);
    throw new AppError('precondition', `${basename(path)} is no bundle. Choose a data set and import it.`);
  }

  /** The first of several files that is a model by its name; weights and descriptions lie beside one. */
  async inspectDropped(paths: readonly string[]): Promise<ModelInspection> {
    const real = paths.filter((path) => path !== '');
    const rank = (path: string): number => {
      const ending = extname(path).toLowerCase();
      return ending === '.bin' ? 2 : Number(ending === '.json');
    };
    const [path] = real.toSorted((a, b) => rank(a) - rank(b));
    if (path !== undefined) return this.inspect(path);
    throw new AppError(
      'validation',
      'What was dropped is not a file of this machine. Drop the file of a model from the file manager.',
    );
  }

  /**
   * Makes a finished run of a file that was looked at.
   * @throws AppError('notFound') for a token that is forgotten, 'precondition' where the set does not fit, 'validation' naming the
   * layer that no experiment can hold
   */
  async import(token: string, datasetId: number, name: string): Promise<ImportedModel> {
    const { models, adopted, loadPictures, clock, changed } = this.#parts;
    const { path, kind } = this.#known(token);
    const set = this.#readySet(datasetId);
    const pictures = await loadPictures(datasetId);
    const order = { path, dataset: set.name, pictures, name };
    const { run, proof, notes } = await this.#wait(models.adopt(order));
    const reason = `It was read from ${basename(path)} (${modelKindNames[kind]}).`;
    const runId = adopted.add(run, datasetId, reason, clock.dateMs());
    changed();
    return { runId, proof, notes };
  }

  /** Gives up what is under way. */
  async close(): Promise<void> {
    await Promise.all([...this.#underWay].map((work) => work.end()));
  }

  async #wait<T>(work: OneAnswer<T>): Promise<T> {
    this.#underWay.add(work);
    try {
      return await work.answer;
    } finally {
      this.#underWay.delete(work);
    }
  }

  #remember(looked: LookedAt): string {
    const token = randomUUID();
    this.#lookedAt.set(token, looked);
    const [oldest] = this.#lookedAt.keys();
    if (this.#lookedAt.size > mostLookedAt && oldest !== undefined) this.#lookedAt.delete(oldest);
    return token;
  }

  #known(token: string): LookedAt {
    const known = this.#lookedAt.get(token);
    if (known !== undefined) return known;
    throw new AppError('notFound', 'This file is not known any more. Choose it again.');
  }

  #fitting(outline: ModelOutline): number[] {
    return this.#parts
      .listDatasets()
      .filter(({ state }) => state === 'ready')
      .filter((set) => fits(outline, set))
      .map(({ id }) => id);
  }

  /** The set that the model names as its own, else the only one that fits. */
  #suggested({ origin }: ModelOutline, fitting: readonly number[]): number | null {
    const own = this.#parts.listDatasets().find(({ name }) => name === origin?.experiment.data.dataset);
    if (own !== undefined && fitting.includes(own.id)) return own.id;
    return fitting.length === 1 ? (fitting[0] ?? null) : null;
  }

  #readySet(datasetId: number): DatasetSummary {
    const set = this.#parts.listDatasets().find(({ id }) => id === datasetId);
    if (set === undefined) throw new AppError('notFound', `There is no data set ${datasetId}.`);
    if (set.state === 'ready') return set;
    throw new AppError(
      'precondition',
      `"${set.name}" is not complete. Wait for its import, or choose another set.`,
    );
  }
}

function bundleNotes({
  state,
  epochsDone,
  datasetName,
  withPictures,
  datasetId,
  runId,
}: BundleInspection): string[] {
  const notes = [`The run is ${state}, after ${epochsDone} epochs on "${datasetName}".`];
  if (runId !== null)
    notes.push(`The very same run is here already, as run ${runId}; nothing will be added.`);
  else if (datasetId !== null) notes.push('Its pictures are in the lab already.');
  else if (withPictures) notes.push('Its pictures come with it.');
  else
    notes.push(
      'Its pictures are neither in the file nor in the lab: it can be looked at, but not trained on.',
    );
  return notes;
}

function fits(outline: ModelOutline, { heightPx, widthPx, channels, classCount }: DatasetSummary): boolean {
  try {
    usePortable(outline, { height: heightPx, width: widthPx, channels, classCount });
    return true;
  } catch (error) {
    if (error instanceof EngineError) return false;
    throw error;
  }
}
