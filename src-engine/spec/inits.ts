/** How weights may begin (lecture §3), as settings; `initializers.ts` draws the numbers. Biases begin at 0. */
import { number, wholeNumber, type Declaration, type InitSetting, type SpecOf } from './settings';

/** N(0, ε²). */
const normal = {
  std: number({
    label: 'Spread',
    symbol: 'ε',
    explanation: 'Standard deviation of the initial weights; the lecture uses 0.01.',
    above: 0,
    max: 10,
    fallback: 0.01,
    factor: 2,
    worth: '0.001, 0.01, 0.1, 1',
  }),
};

const autoencoder = {
  patchCount: wholeNumber({
    label: 'Patches',
    explanation:
      'So many patches of the kernel’s size, cut from the training pictures; mean removed, clipped at ±3σ, as UFLDL does. A sparse autoencoder learns them before training begins.',
    min: 1,
    max: 1_000_000,
    fallback: 10_000,
    factor: 2,
  }),
  iterations: wholeNumber({
    label: 'Iterations',
    explanation:
      'Of L-BFGS over all patches; its hidden units become the filters. Clipping is left out of the filters, for it is not linear.',
    min: 1,
    max: 10_000,
    fallback: 150,
    step: 50,
  }),
  rho: number({
    label: 'Autoencoder’s sparsity',
    symbol: 'ρ',
    explanation: 'Mean activation that each of its hidden units is held at.',
    above: 0,
    below: 1,
    fallback: 0.05,
    factor: 2,
  }),
  beta: number({
    label: 'Weight of its sparsity',
    symbol: 'β',
    explanation: 'Factor of Σ KL(ρ ‖ ρ̂) in the objective of the autoencoder.',
    min: 0,
    max: 1000,
    fallback: 3,
    step: 1,
  }),
  weightDecay: number({
    label: 'Autoencoder’s ridge',
    symbol: 'λ',
    explanation: 'λ/2 Σ W² in the objective of the autoencoder.',
    min: 0,
    max: 1000,
    fallback: 0.0001,
    factor: 10,
  }),
};

/**
 * The hidden units of a sparse autoencoder, trained before the network on patches of the kernel's size, become the
 * filters of a first convolution of sigmoids (UFLDL, "Feature extraction using convolution").
 */
export type AutoencoderInit = SpecOf<'autoencoder', typeof autoencoder>;

/** Glorot & Bengio 2010; He et al. 2015; UFLDL. */
const kinds = {
  glorot: { type: 'glorot', word: 'Glorot', settings: {}, example: { type: 'glorot' } },
  he: { type: 'he', word: 'He', settings: {}, example: { type: 'he' } },
  ufldl: { type: 'ufldl', word: 'UFLDL', settings: {}, example: { type: 'ufldl' } },
  normal: {
    type: 'normal',
    word: 'N(0, ε²)',
    settings: normal,
    example: { type: 'normal', std: 0.05 },
  },
  zeros: { type: 'zeros', word: 'zeros', settings: {}, example: { type: 'zeros' } },
  autoencoder: {
    type: 'autoencoder',
    word: 'learned by an autoencoder',
    settings: autoencoder,
    example: {
      type: 'autoencoder',
      patchCount: 1000,
      iterations: 50,
      rho: 0.1,
      beta: 1,
      weightDecay: 0.001,
    },
  },
} as const;

type InitName = keyof typeof kinds;

/** Initial weights; biases start at 0, except those an autoencoder has learned. */
export type InitSpec = { [Type in InitName]: SpecOf<Type, (typeof kinds)[Type]['settings']> }[InitName];

export const initKinds: Readonly<Record<InitName, Declaration<InitSpec>>> = kinds;

export const initTypes = Object.keys(kinds) as InitName[];

/** He's suits rectifiers, Glorot's what is symmetric about 0 or saturates on both sides. */
export function usualInit(activation: unknown): 'he' | 'glorot' {
  return activation === 'relu' || activation === 'leakyRelu' ? 'he' : 'glorot';
}

/** The setting, for every layer with weights. */
export const init: InitSetting = {
  kind: 'init',
  label: 'Initial weights',
  explanation:
    'How the weights begin. Zeros keep all units of a layer alike for ever; biases begin at 0, except those an autoencoder has learned.',
};
