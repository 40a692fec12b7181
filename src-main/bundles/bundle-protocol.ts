/** What the threads that write and read bundles are given, and what they answer. */
import type { Experiment } from '../../src-engine';
import type { EpochRow, RunEvent } from '../contract/runs';
import type { LastMessage } from '../threads/one-answer';
import type {
  BundledItem,
  BundledRun,
  BundledSet,
  Environment,
  Manifest,
  RawSnapshot,
} from './bundle-format';

/** A data set of the lab, as far as a bundle needs it. */
export interface SetInLab extends Omit<BundledSet, 'sha256'> {
  readonly pixelsFile: string;
  /** Class index of each picture, −1 where there is none. */
  readonly labels: Int32Array;
}

/** All that there is of a run. */
export interface WholeRun {
  readonly experiment: Experiment;
  readonly run: BundledRun;
  readonly epochs: readonly EpochRow[];
  readonly events: readonly RunEvent[];
  readonly checkpoint: Uint8Array | null;
  readonly snapshots: readonly RawSnapshot[];
}

/** A run on its way out. */
export interface BundleSource extends WholeRun {
  readonly environment: Environment;
  readonly writtenAtMs: number;
  readonly dataset: SetInLab | null;
  /** Pages of `itemsSchema` as JSON, where the pictures go along; else null. */
  readonly items: readonly Uint8Array[] | null;
}

/** A run on its way in: everything of it was checked. */
export interface BundleContent extends WholeRun {
  /** Of the file. */
  readonly bytes: number;
  readonly manifest: Manifest;
}

/** A set of the lab that may be the one of a bundle. */
export interface SetCandidate {
  readonly datasetId: number;
  readonly pixelsFile: string;
  readonly labels: Int32Array;
}

/** `workerData` of the thread that reads. */
export type BundleOrder =
  | { readonly job: 'read'; readonly file: string }
  /** Which of the candidates holds the same pictures. */
  | { readonly job: 'match'; readonly set: BundledSet; readonly candidates: readonly SetCandidate[] }
  /** Writes the pixels where the lab wants them, and tells the items. */
  | { readonly job: 'unpack'; readonly file: string; readonly pixelsFile: string };

/** What each job answers at its end. */
export interface BundleAnswers {
  readonly read: BundleContent;
  /** Null where none does. */
  readonly match: number | null;
  /** How many pictures there were. */
  readonly unpack: number;
}

export interface BundleItemsMessage {
  readonly type: 'items';
  readonly items: readonly BundledItem[];
}

export type BundleMessage = BundleItemsMessage | LastMessage<BundleAnswers[keyof BundleAnswers]>;
