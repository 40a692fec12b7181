/**
 * What an inspector, the thread that looks into a trained network, is given, asked and answers. It is started for one
 * run, prepares the run's samples as training did, and answers one question after the other; where training has gone
 * on, a question brings the newer checkpoint along.
 */
import type { EngineErrorData } from '../errors';
import type { Experiment } from '../spec/experiment';
import type { FilterSet, HiddenActivity, LayerSummary, PackedPictures } from './protocol';

/** `workerData` of an inspector. */
export interface InspectOrder {
  readonly inspect: Experiment;
  readonly pictures: PackedPictures;
  readonly kernelsWasm: Uint8Array | null;
  /** As training saved it. */
  readonly checkpoint: Uint8Array;
  /** One Int32: the id of a question under way that nobody wants an answer to any more. */
  readonly cancelled: SharedArrayBuffer;
}

/** Which samples a question is about. */
export type SplitName = 'train' | 'validation' | 'test';

/**
 * What was fitted to the training samples and is applied to every further input: pixels in [0, 1] →
 * (x − mean of the input, where `removeMean`) → (x − means) · scales → · factor → clip to [−limit, limit] → · gain +
 * offset. It is applied by `applyPreprocessing`.
 */
export interface FittedPreprocessing {
  readonly removeMean: boolean;
  /** One for each feature, or null for none. */
  readonly means: Float64Array | null;
  readonly scales: Float64Array | null;
  readonly factor: number;
  /** Infinity where nothing is clipped. */
  readonly limit: number;
  readonly gain: number;
  readonly offset: number;
}

export interface InspectedNetwork {
  readonly layers: readonly LayerSummary[];
  /** [height, width, channels] of one input. */
  readonly sampleShape: readonly [number, number, number];
  readonly classNames: readonly string[];
  readonly sampleCounts: Readonly<Record<SplitName, number>>;
  readonly preprocessing: FittedPreprocessing;
  /** For `whitenPicture`, where patches were cut from whitened pictures; else null. It comes before `preprocessing`. */
  readonly whiteningScale: number | null;
  /** After how many epochs the weights were as they are here: the finished ones, or with early stopping the best. */
  readonly epoch: number;
}

/** One sample as the network sees it, and where it comes from. */
export interface SampleView {
  /** Index among the run's samples. */
  readonly sample: number;
  /** Index of its picture in the packed set. */
  readonly picture: number;
  /** The part of that picture, in its pixels: all of it, or a patch, or the receptive field of a place. */
  readonly region: {
    readonly top: number;
    readonly left: number;
    readonly height: number;
    readonly width: number;
  };
  /** Class index, −1 where there is none. */
  readonly label: number;
  /** Preprocessed [region.height, region.width, channels]. */
  readonly values: Float32Array;
}

/** How the units of a layer are pictured. */
export type UnitPictureKind =
  /** x = W_i / ‖W_i‖, exact for a first dense layer. */
  | 'weights'
  /** Convolution kernels scaled to norm 1. */
  | 'kernels'
  /** Input of norm ≤ 1 found by gradient ascent. */
  | 'optimised';

/** A Gabor function fitted to a unit's picture by least squares. */
export interface GaborFit {
  /** Direction along which the bars run, [0, 180) degrees anticlockwise from horizontal as seen on screen. */
  readonly orientationDegrees: number;
  /** Cycles per pixel. */
  readonly frequency: number;
  readonly phaseDegrees: number;
  /** Centre in pixels from the left and top edge. */
  readonly centreX: number;
  readonly centreY: number;
  /** Standard deviations of the envelope in pixels. */
  readonly sigmaAlong: number;
  readonly sigmaAcross: number;
  readonly amplitude: number;
  /** 1 − residual / variance, at most 1. */
  readonly r2: number;
}

export type HealthMark = 'dead' | 'saturated' | 'duplicate' | 'noisy' | 'gabor';

export interface UnitHealth {
  readonly marks: readonly HealthMark[];
  /** Part of the samples (and places) on which the unit is active, and on which it is at the end of its range. */
  readonly activeShare: number;
  readonly saturatedShare: number;
  /** Part of the picture's power above the documented spatial frequency; null for pictures too small to say. */
  readonly noise: number | null;
  /** The most similar other unit by |cosine|, null in a layer of one. */
  readonly twin: number | null;
  readonly similarity: number;
  readonly gabor: GaborFit | null;
}

export interface LayerHealth {
  readonly units: readonly UnitHealth[];
  readonly counts: Readonly<Record<HealthMark, number>>;
  /** Sentences for people, each with the number it is based on; the most urgent first. */
  readonly advice: readonly string[];
}

export interface LayerQuestion {
  readonly layer: number;
  /** Weight ≥ 0 of the smoothness of optimised inputs; 0 is the bare ascent. */
  readonly smoothness: number;
}

export interface LayerAnswer {
  readonly kind: UnitPictureKind;
  readonly filters: FilterSet;
  readonly health: LayerHealth;
  /** Per unit, NaN where none is preferred; see `measureOrientation`. */
  readonly orientationDegrees: Float32Array;
  readonly selectivity: Float32Array;
  /** Unit indices such that similar ones lie side by side. */
  readonly similarityOrder: Uint32Array;
  /** Training samples, spread over the split, that activities are measured on. */
  readonly lookedAt: number;
  /** Of all units together, over the first of these samples; of a network that is asked, so nothing is dropped. */
  readonly activity: HiddenActivity;
}

export interface UnitQuestion extends LayerQuestion {
  readonly unit: number;
}

export interface UnitPicture {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  /** Norm 1, or all zeros. */
  readonly values: Float32Array;
}

export interface UnitAnswer {
  /** The weights that look at the input or at the layer below directly; null where they are no picture. */
  readonly weights: UnitPicture | null;
  readonly optimised: UnitPicture;
  /** Activation (before the nonlinearity) at the optimised input. */
  readonly optimisedActivation: number;
  /** The nine samples or receptive fields that excite it most, the strongest first, of different samples. */
  readonly top: readonly SampleView[];
  readonly topActivations: readonly number[];
  /** Of its activation over the training samples looked at, and over all places where it is one of a picture. */
  readonly histogram: { readonly from: number; readonly to: number; readonly counts: readonly number[] };
  readonly health: UnitHealth;
  /** Training samples, spread over the split, among which the strongest are. */
  readonly lookedAt: number;
}

export interface ReconstructionQuestion {
  readonly split: SplitName;
  readonly offset: number;
  readonly limit: number;
}

/** For networks whose target is the input. */
export interface ReconstructionAnswer {
  readonly total: number;
  /** Worst first. */
  readonly samples: readonly SampleView[];
  readonly outputs: readonly Float32Array[];
  /** ½‖ŷ − x‖² of each. */
  readonly errors: readonly number[];
}

export interface ConfusionAnswer {
  /** Rows are true classes, columns predicted ones. */
  readonly counts: readonly (readonly number[])[];
}

export interface PredictionQuestion {
  readonly split: SplitName;
  /** `mistakes` by falling confidence; `cell` those of one cell of the confusion matrix; `all` in the order of the set. */
  readonly which:
    | { readonly kind: 'all' }
    | { readonly kind: 'mistakes' }
    | { readonly kind: 'cell'; readonly actual: number; readonly predicted: number };
  readonly offset: number;
  readonly limit: number;
}

export interface PredictionAnswer {
  readonly total: number;
  readonly samples: readonly SampleView[];
  /** Probabilities of the classes for each sample. */
  readonly probabilities: readonly Float32Array[];
}

export interface MapQuestion {
  readonly layer: number;
  readonly method: 'pca' | 'tsne';
  readonly split: SplitName;
  /** At most so many samples, spread over the split; t-SNE takes at most 2,000. */
  readonly limit: number;
}

export interface MapAnswer {
  /** [count, 2], each axis in [−1, 1], both with the same scale. */
  readonly points: Float32Array;
  readonly samples: Uint32Array;
  readonly pictures: Uint32Array;
  readonly labels: Int32Array;
  /** Part of the variance along both axes; null for t-SNE. */
  readonly explained: readonly [number, number] | null;
}

export interface InspectQuestions {
  readonly network: { readonly question: object; readonly answer: InspectedNetwork };
  readonly layer: { readonly question: LayerQuestion; readonly answer: LayerAnswer };
  readonly unit: { readonly question: UnitQuestion; readonly answer: UnitAnswer };
  readonly reconstructions: {
    readonly question: ReconstructionQuestion;
    readonly answer: ReconstructionAnswer;
  };
  readonly confusion: { readonly question: { readonly split: SplitName }; readonly answer: ConfusionAnswer };
  readonly predictions: { readonly question: PredictionQuestion; readonly answer: PredictionAnswer };
  readonly samples: {
    readonly question: { readonly samples: readonly number[] };
    readonly answer: { readonly samples: readonly SampleView[] };
  };
  readonly map: { readonly question: MapQuestion; readonly answer: MapAnswer };
}

export type InspectTopic = keyof InspectQuestions;

/** To the inspector. */
export interface InspectRequest<T extends InspectTopic = InspectTopic> {
  readonly id: number;
  readonly topic: T;
  readonly question: InspectQuestions[T]['question'];
  /** Where training has gone on since the last one that the inspector was given; else null. */
  readonly checkpoint: Uint8Array | null;
}

/** From the inspector; `progress` in [0, 1] comes before the answer of long work, at most ten times a second. */
export type InspectMessage =
  | { readonly type: 'progress'; readonly id: number; readonly progress: number }
  | {
      readonly type: 'answer';
      readonly id: number;
      /** Number of epochs after which the weights were as the answer sees them. */
      readonly epoch: number;
      readonly answer: InspectQuestions[InspectTopic]['answer'];
    }
  | { readonly type: 'refused'; readonly id: number; readonly error: EngineErrorData };
