/** The words and symbols in which settings are shown; the same everywhere. */
import type {
  Experiment,
  InitSpec,
  LayerSpec,
  LossName,
  OptimizerSpec,
  Preprocess,
} from '../../../src-engine';
import { formatCount, formatSetting, formatShape } from './format';
import { activationWords, layerTitle } from './layer-words';
import { repeatability } from './run-words';

export const preprocessWords: Record<Preprocess, string> = {
  none: 'none',
  ufldl: 'UFLDL ±3σ',
  standardize: 'standardise',
};

export const initWords: Record<InitSpec['type'], string> = {
  glorot: 'Glorot',
  he: 'He',
  ufldl: 'UFLDL',
  normal: 'N(0, ε²)',
  zeros: 'zeros',
  autoencoder: 'learned by an autoencoder',
};

export const lossWords: Record<LossName, string> = {
  squaredError: '½‖ŷ − y‖²',
  crossEntropy: 'cross-entropy',
};

export const optimizerWords: Record<OptimizerSpec['type'], string> = {
  sgd: 'Gradient descent',
  rmsprop: 'RMSProp',
  adam: 'Adam',
  adamw: 'AdamW',
  lbfgs: 'L-BFGS',
};

export interface SettingWord {
  readonly name: string;
  readonly symbol?: string;
  readonly value: string;
}

function dataWords({ data }: Experiment): SettingWord[] {
  return [
    { name: 'Set', value: data.dataset },
    ...(data.mode === 'patches'
      ? [
          { name: 'Patches', value: `${formatCount(data.patchCount)} of ${formatShape(data.patchSize)}` },
          { name: 'Whitened', value: data.whiten ? 'yes' : 'no' },
        ]
      : [{ name: 'Inputs', value: 'whole pictures' }]),
    { name: 'Preprocess', value: preprocessWords[data.preprocess] },
  ];
}

function networkWords({ network }: Experiment): SettingWord[] {
  return network.layers.map((layer, index) => ({
    name: `Layer ${index + 1}`,
    value: layerValue(layer),
  }));
}

function layerValue(layer: LayerSpec): string {
  const frozen = 'trainable' in layer ? ', frozen' : '';
  if (layer.type === 'dense') {
    return `${layer.units} ${activationWords[layer.activation]}, ${initWords[layer.init.type]}${frozen}`;
  }
  if (layer.type !== 'conv2d' && layer.type !== 'convTranspose2d') return layerTitle(layer);
  const learned = layer.init.type === 'autoencoder' ? `, ${initWords.autoencoder}` : '';
  return `${layer.filters} × ${layerTitle(layer)}${learned}${frozen}`;
}

function objectiveWords({ objective }: Experiment): SettingWord[] {
  return [
    { name: 'Target', value: objective.target === 'input' ? 'the input itself' : 'class labels' },
    { name: 'Loss', value: lossWords[objective.loss] },
    { name: 'Ridge', symbol: 'λ', value: formatSetting(objective.weightDecay) },
    ...(objective.sparsity
      ? [
          { name: 'Sparsity', symbol: 'ρ', value: formatSetting(objective.sparsity.rho) },
          { name: 'Sparsity weight', symbol: 'β', value: formatSetting(objective.sparsity.beta) },
        ]
      : []),
  ];
}

function trainingWords({ optimizer, training, seed, split }: Experiment): SettingWord[] {
  return [
    { name: 'Optimiser', value: optimizerWords[optimizer.type] },
    { name: 'Learning rate', symbol: 'α', value: formatSetting(optimizer.learningRate) },
    ...(optimizer.type === 'sgd'
      ? [{ name: 'Momentum', symbol: 'μ', value: formatSetting(optimizer.momentum) }]
      : []),
    { name: 'Minibatch', value: formatCount(training.batchSize) },
    { name: 'Epochs', value: formatCount(training.epochs) },
    { name: 'Validation / test', value: `${split.validation} / ${split.test}` },
    { name: 'Seed', value: String(seed) },
    { name: 'Kernels', value: training.relaxed ? `relaxed, ${repeatability(true)}` : repeatability(false) },
  ];
}

/** All settings of an experiment as words, in the order of the formula. */
export function experimentWords(experiment: Experiment): readonly SettingWord[] {
  return [
    ...dataWords(experiment),
    ...networkWords(experiment),
    ...objectiveWords(experiment),
    ...trainingWords(experiment),
  ];
}
