/** What is known of a run, as the thread gets it that writes reports, tables and pictures. */
import type {
  Experiment,
  FilterSet,
  FittedPreprocessing,
  LayerSummary,
  PackedPictures,
} from '../../src-engine';
import type { Environment } from '../bundles/bundle-format';
import type { EpochRow, RunEvent, RunSummary } from '../contract/runs';

export interface RecordedConfusion {
  readonly split: 'train' | 'validation' | 'test';
  readonly classNames: readonly string[];
  /** Rows are true classes, columns predicted ones. */
  readonly counts: readonly (readonly number[])[];
}

/** A layer of the run's network and a picture to show it. */
export interface MapSource {
  /** Index in `network.layers`. */
  readonly layer: number;
  readonly checkpoint: Uint8Array;
  readonly sampleShape: readonly [height: number, width: number, channels: number];
  readonly classCount: number;
  readonly preprocessing: FittedPreprocessing;
  readonly whiteningScale: number | null;
  readonly picture: Pick<PackedPictures, 'height' | 'width' | 'channels' | 'pixels'>;
  readonly pictureName: string;
}

export interface RunRecord {
  readonly run: RunSummary;
  readonly experiment: Experiment;
  readonly epochs: readonly EpochRow[];
  readonly events: readonly RunEvent[];
  readonly layers: readonly LayerSummary[];
  /** Of the final weights, of the latest epoch until there are such; null before the first. */
  readonly filters: { readonly epoch: number; readonly filters: FilterSet } | null;
  /** Null where the run names no classes, or its pictures are gone. */
  readonly confusion: RecordedConfusion | null;
  /** Null where it was removed. */
  readonly dataset: {
    readonly pictures: number;
    readonly heightPx: number;
    readonly widthPx: number;
    readonly channels: number;
    readonly classes: number;
  } | null;
  readonly maps: MapSource | null;
  readonly environment: Environment;
  readonly writtenAtMs: number;
}
