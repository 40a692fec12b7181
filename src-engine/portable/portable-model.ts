/**
 * A trained network as data that any program can compute: what every file format is written from and read into. It knows
 * nothing of training, arenas or files. Pictures are [height, width, channels]; tensors are float32, row-major.
 */
import type { Experiment, HiddenActivationName, Pair } from '../spec/experiment';
import type { Shape } from '../tensor';

/** Version of the form that files carry; a reader refuses higher ones. */
export const portableVersion = 1;

export interface PortableTensor {
  readonly shape: Shape;
  readonly values: Float32Array;
}

/** A picture's part in pixels from its top left corner. */
export interface PortableWindow {
  readonly top: number;
  readonly left: number;
  readonly height: number;
  readonly width: number;
}

/**
 * One step from raw pixels to what the first layer takes, each on the numbers the step before has left. Strings are names of
 * tensors. All but `whiten` keep the shape.
 */
export type PreparationStep =
  /** x·factor + offset. */
  | { readonly type: 'scale'; readonly factor: number; readonly offset: number }
  /** x − mean over all numbers of the sample. */
  | { readonly type: 'removeMean' }
  /** Into [low, high]. */
  | { readonly type: 'clip'; readonly low: number; readonly high: number }
  /** (x − means)·scales, number by number. Shapes: means, scales [height, width, channels]. */
  | { readonly type: 'standardize'; readonly means: string; readonly scales: string }
  | WhitenStep;

/**
 * Flattens the spectrum of a whole picture, each channel X [H, W] by itself, and cuts a window out of it:
 * backRows · (gains ⊙ (rows · (X − mean X) · columnsᵀ)) · backColumnsᵀ, of which the rows and columns of the window stay.
 * Shapes: rows [P, H], columns [Q, W], gains [P, Q], backRows [H, P], backColumns [W, Q].
 */
export interface WhitenStep {
  readonly type: 'whiten';
  readonly rows: string;
  readonly columns: string;
  readonly gains: string;
  readonly backRows: string;
  readonly backColumns: string;
  /** Where the network looks unless it is told another place: the middle. */
  readonly window: PortableWindow;
}

/** Zeros around a picture. */
export interface Margins {
  readonly top: number;
  readonly left: number;
  readonly bottom: number;
  readonly right: number;
}

/** What one step of the network computes. Strings are names of tensors; formulas are those of the engine's layers. */
export type PortableOperation =
  /**
   * x·Wᵀ + b of a vector. Shapes: weights [units, inputs], or [inputs, units] where `transposed` (tied weights, x·W + b);
   * bias [units].
   */
  | {
      readonly type: 'dense';
      readonly weights: string;
      readonly transposed: boolean;
      readonly bias: string;
    }
  /** Shapes: weights [K, R, S, C], bias [K]. Windows at every stride that lie within the padded picture. */
  | {
      readonly type: 'conv2d';
      readonly weights: string;
      readonly bias: string;
      readonly stride: Pair;
      readonly dilation: Pair;
      readonly padding: Margins;
    }
  /**
   * Every number stamps its filter onto a picture of (H − 1)s + (R − 1)d + 1 rows (columns alike), of which `outputShape` is
   * the part from `crop` on, zeros where it reaches beyond; then the bias is added. Shapes: weights [C, R, S, K], bias [K].
   */
  | {
      readonly type: 'convTranspose2d';
      readonly weights: string;
      readonly bias: string;
      readonly stride: Pair;
      readonly dilation: Pair;
      readonly crop: { readonly top: number; readonly left: number };
    }
  /** Whole regions only. */
  | { readonly type: 'pool2d'; readonly kind: 'max' | 'mean'; readonly region: Pair; readonly stride: Pair }
  /** (x − mean)/√(variance + epsilon)·scale + shift along the last axis. Shapes: all [C]. */
  | {
      readonly type: 'batchNorm';
      readonly scale: string;
      readonly shift: string;
      readonly mean: string;
      readonly variance: string;
      readonly epsilon: number;
    }
  | { readonly type: 'activation'; readonly activation: HiddenActivationName }
  /** Of a vector. */
  | { readonly type: 'softmax' }
  /** The same numbers in another shape; nothing is moved. */
  | { readonly type: 'reshape'; readonly shape: Shape }
  /** Repeats every pixel. */
  | { readonly type: 'upsample2d'; readonly factor: Pair }
  /** Nothing, in a network that is only asked; kept so that training can go on elsewhere. */
  | { readonly type: 'dropout'; readonly rate: number };

export type PortableLayer = PortableOperation & {
  /** Unique in its model, e.g. `layer1.dense`. */
  readonly name: string;
  readonly inputShape: Shape;
  readonly outputShape: Shape;
};

export interface PortableModel {
  readonly name: string;
  /** One raw input, pixels 0…255: uint8 [height, width, channels]. */
  readonly input: { readonly height: number; readonly width: number; readonly channels: number };
  readonly preparation: readonly PreparationStep[];
  readonly layers: readonly PortableLayer[];
  readonly tensors: ReadonlyMap<string, PortableTensor>;
  /**
   * classes: one number for each of `classNames`; picture: the prepared input again, as an autoencoder gives it back;
   * numbers: anything else.
   */
  readonly output: 'classes' | 'picture' | 'numbers';
  /** Empty where there are none. */
  readonly classNames: readonly string[];
  /** What a reader should know that no file holds as arithmetic: e.g. how files become pictures of this size. */
  readonly notes: readonly string[];
  /** Null for models from elsewhere. */
  readonly origin: PortableOrigin | null;
}

/** The training that a model comes from. */
export interface PortableOrigin {
  readonly experiment: Experiment;
  /** Number of epochs after which the weights were found. */
  readonly epoch: number;
}

/** Names of the tensors of one layer, as its kind calls them. */
export interface TensorNames {
  readonly own: (name: string) => string;
  /** Of another layer by its index. */
  readonly of: (layer: number, name: string) => string;
}
