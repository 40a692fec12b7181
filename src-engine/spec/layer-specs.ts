/** The layers of a network as plain data, one type for each kind; pictures are [height, width, channels]. */

/** leakyRelu is z where z > 0 and 0.01·z elsewhere (Maas, Hannun & Ng 2013). */
export type ActivationName = 'sigmoid' | 'tanh' | 'relu' | 'leakyRelu' | 'linear' | 'softmax';

/** What every layer but the last may use. */
export type HiddenActivationName = Exclude<ActivationName, 'softmax'>;

/**
 * The hidden units of a sparse autoencoder, trained before the network on patches of the kernel's size, become the
 * filters of a first convolution of sigmoids (UFLDL, "Feature extraction using convolution").
 */
export interface AutoencoderInit {
  readonly type: 'autoencoder';
  /** Patches, cut anywhere out of the training samples. */
  readonly patchCount: number;
  /** Of L-BFGS, over all patches. */
  readonly iterations: number;
  /** Ridge λ of the autoencoder. */
  readonly weightDecay: number;
  /** Wanted mean activation ρ of its units, in (0, 1), and the weight β of their KL sparsity. */
  readonly rho: number;
  readonly beta: number;
}

/** Initial weights; biases start at 0, except those an autoencoder has learned. */
export type InitSpec =
  | { readonly type: 'zeros' }
  | { readonly type: 'normal'; readonly std: number }
  | { readonly type: 'glorot' }
  | { readonly type: 'he' }
  | { readonly type: 'ufldl' }
  | AutoencoderInit;

/** Of layers that can keep the weights they begin with. */
interface Freezable {
  /** False: no gradient is computed for this layer or below it. Absent is true. */
  readonly trainable?: false;
}

/** [vertical, horizontal]; a file may give one number for both. */
export type Pair = readonly [vertical: number, horizontal: number];

/**
 * What surrounds a picture before a kernel slides over it: `valid` nothing; `same` as many zeros as keep its size
 * (divided by the stride, rounded up), an odd one below and on the right; a number so many zeros on every side.
 */
export type Padding = 'same' | 'valid' | number;

export interface DenseSpec extends Freezable {
  readonly type: 'dense';
  readonly units: number;
  readonly activation: ActivationName;
  readonly init: InitSpec;
  /** Index of an earlier dense layer whose weights are used, transposed, instead of own ones; its bias stays its own. */
  readonly tiedTo?: number;
}

export interface FlattenSpec {
  readonly type: 'flatten';
}

/** Takes the same numbers in another shape: [n] or [height, width, channels]. */
export interface ReshapeSpec {
  readonly type: 'reshape';
  readonly shape: readonly number[];
}

/** A layer that is nothing but f(z). */
export interface ActivationSpec {
  readonly type: 'activation';
  readonly activation: ActivationName;
}

interface FilterBankSpec {
  readonly filters: number;
  /** [height, width] of the kernel. */
  readonly kernelSize: Pair;
  readonly stride: Pair;
  readonly padding: Padding;
  /** Distance of neighbouring kernel entries; 1 is an ordinary kernel. */
  readonly dilation: Pair;
  readonly activation: HiddenActivationName;
  readonly init: InitSpec;
}

export interface Conv2dSpec extends FilterBankSpec, Freezable {
  readonly type: 'conv2d';
}

/** The transpose of the convolution with the same settings: `same` multiplies the size by the stride. */
export interface ConvTranspose2dSpec extends FilterBankSpec {
  readonly type: 'convTranspose2d';
}

/** Whole regions only: what is left at the lower and right border is not seen. */
export interface Pool2dSpec {
  readonly type: 'pool2d';
  readonly kind: 'max' | 'mean';
  readonly region: Pair;
  /** The region's own size unless given. */
  readonly stride: Pair;
}

/** Repeats every pixel. */
export interface Upsample2dSpec {
  readonly type: 'upsample2d';
  readonly factor: Pair;
}

/** While training, drops every number with probability `rate` and multiplies the others by 1/(1 − rate). */
export interface DropoutSpec {
  readonly type: 'dropout';
  /** In [0, 1). */
  readonly rate: number;
}

/** Normalises every channel of a picture, or every number of a vector (Ioffe & Szegedy 2015). */
export interface BatchNormSpec {
  readonly type: 'batchNorm';
  /** Share of the running statistics that stays at each minibatch, in [0, 1). */
  readonly momentum: number;
  /** Added to the variance. */
  readonly epsilon: number;
}

export type LayerSpec =
  | DenseSpec
  | FlattenSpec
  | Conv2dSpec
  | Pool2dSpec
  | DropoutSpec
  | ActivationSpec
  | BatchNormSpec
  | ReshapeSpec
  | Upsample2dSpec
  | ConvTranspose2dSpec;
