/** Contract of looking into runs: what the network of a run has learned, unit by unit and sample by sample. */
import { z } from 'zod';
import type {
  ConfusionAnswer,
  Experiment,
  InspectedNetwork,
  LayerAnswer,
  MapAnswer,
  PredictionAnswer,
  ReconstructionAnswer,
  SampleView,
  UnitAnswer,
} from '../../src-engine';
import { call, stream } from './define';
import { typed } from './parsed-by';

const runId = z.number().int().positive();

/**
 * Who asks, and of which run. A question under way is named by its token in `progress` and `cancel`, and a newer
 * question of the same call and token makes one that still waits obsolete: it fails with kind `cancelled`. So every
 * part of a view that asks by itself has a token of its own. Equal questions at once share one answer.
 */
const asker = { runId, token: z.string().max(64).default('') };

const layer = z.number().int().min(0).max(63);
const unit = z.number().int().nonnegative();
/** Weight of the smoothness of optimised inputs, relative to the slope of the unit's activation; 0 is the bare ascent. */
const smoothness = z.number().min(0).max(100).default(0);
const split = z.enum(['train', 'validation', 'test']);
const page = { offset: z.number().int().nonnegative(), limit: z.number().int().min(1).max(500) };
const classIndex = z.number().int().nonnegative();

/** Number of epochs after which the weights were as the answer sees them; of a run under way those of its last checkpoint. */
export interface AtEpoch {
  readonly epoch: number;
}

/** A sample with the item its picture is. */
export interface LocatedSample extends SampleView {
  readonly itemId: number;
  /** Relative to the imported folder, with forward slashes. */
  readonly relativePath: string;
}

/** An answer whose samples know the items their pictures are. */
type Located<T extends { readonly samples: readonly SampleView[] }> = Omit<T, 'samples'> & {
  readonly samples: readonly LocatedSample[];
} & AtEpoch;

/** With what the page needs to run the network itself: `new TrainedNetwork({ experiment, sampleShape, … })`. */
export interface RunNetwork extends InspectedNetwork {
  readonly experiment: Experiment;
  readonly datasetId: number;
  readonly checkpoint: Uint8Array;
}

export type RunLayer = LayerAnswer & AtEpoch;
export type RunUnit = Omit<UnitAnswer, 'top'> & { readonly top: readonly LocatedSample[] } & AtEpoch;
export type RunReconstructions = Located<ReconstructionAnswer>;
export type RunConfusion = ConfusionAnswer & AtEpoch;
export type RunPredictions = Located<PredictionAnswer>;
export type RunSamples = Located<{ readonly samples: readonly SampleView[] }>;
/** `itemIds` are those of `pictures`, one for each point. */
export type RunMap = MapAnswer & { readonly itemIds: Uint32Array } & AtEpoch;

export const inspect = {
  network: call(z.object(asker), typed<RunNetwork>()),
  /** Pictures, activity and health of all units of a layer. */
  layer: call(z.object({ ...asker, layer, smoothness }), typed<RunLayer>()),
  unit: call(z.object({ ...asker, layer, unit, smoothness }), typed<RunUnit>()),
  /** For networks whose target is the input; worst first. */
  reconstructions: call(z.object({ ...asker, split, ...page }), typed<RunReconstructions>()),
  /** For networks whose target is the labels, as `predictions`. */
  confusion: call(z.object({ ...asker, split }), typed<RunConfusion>()),
  predictions: call(
    z.object({
      ...asker,
      split,
      which: z.discriminatedUnion('kind', [
        z.object({ kind: z.literal('all') }),
        z.object({ kind: z.literal('mistakes') }),
        z.object({ kind: z.literal('cell'), actual: classIndex, predicted: classIndex }),
      ]),
      ...page,
    }),
    typed<RunPredictions>(),
  ),
  /** Samples by their index among the run's, as the network sees them. */
  samples: call(
    z.object({ ...asker, samples: z.array(z.number().int().nonnegative()).max(500) }),
    typed<RunSamples>(),
  ),
  /** Samples in the plane, near each other where a layer answers them alike; t-SNE takes seconds and reports progress. */
  map: call(
    z.object({
      ...asker,
      layer,
      method: z.enum(['pca', 'tsne']),
      split,
      limit: z.number().int().min(3).max(5000),
    }),
    typed<RunMap>(),
  ),
  /** A unit of the first layer with weights in the snapshots that are kept of the run, in rising epochs. */
  unitHistory: call(
    z.object({ runId, unit }),
    z.array(z.object({ epoch: z.number().int(), norm: z.number(), meanActivation: z.number() })),
  ),
  /** Ends the questions of a token: they fail with kind `cancelled`. */
  cancel: call(z.object(asker), z.void()),
  /** Of long work, in [0, 1]; at most ten times a second for each question. */
  progress: stream(z.object({ runId, token: z.string(), progress: z.number() })),
};
