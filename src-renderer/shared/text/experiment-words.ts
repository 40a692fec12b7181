/** The words and symbols in which settings are shown; the same everywhere. */
import type {
  Experiment,
  InitSpec,
  LayerSpec,
  LossName,
  OptimizerSpec,
  Preprocess,
  ScheduleSpec,
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

/** Of settings that are left out where they do nothing. */
function optionalWord(name: string, symbol: string, value: number | undefined): SettingWord[] {
  return value === undefined ? [] : [{ name, symbol, value: formatSetting(value) }];
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
    ...optionalWord('Activity', 'λ₁', objective.activityL1),
    ...optionalWord('Max-norm', 'c', objective.maxNorm),
    ...(objective.corruption
      ? [
          {
            name: 'Input noise',
            value: `${objective.corruption.type} ${formatSetting(objective.corruption.amount)}`,
          },
        ]
      : []),
  ];
}

/** What an optimiser has beside its learning rate. */
function optimizerDetails(optimizer: OptimizerSpec): SettingWord[] {
  switch (optimizer.type) {
    case 'sgd':
      return [
        {
          name: optimizer.nesterov ? 'Momentum, Nesterov' : 'Momentum',
          symbol: 'μ',
          value: formatSetting(optimizer.momentum),
        },
      ];
    case 'rmsprop':
      return [{ name: 'Kept of mean squares', symbol: 'ρ', value: formatSetting(optimizer.rho) }];
    case 'adam':
    case 'adamw':
      return [
        {
          name: 'Moments kept',
          symbol: 'β₁, β₂',
          value: `${formatSetting(optimizer.beta1)}, ${formatSetting(optimizer.beta2)}`,
        },
        ...(optimizer.type === 'adamw'
          ? [{ name: 'Decoupled decay', value: formatSetting(optimizer.weightDecay) }]
          : []),
      ];
    case 'lbfgs':
      return [
        { name: 'Steps remembered', value: formatCount(optimizer.memory) },
        { name: 'Looks at J a step', value: `at most ${formatCount(optimizer.maxEvaluations)}` },
        { name: 'Ends at gradients below', value: formatSetting(optimizer.tolerance) },
      ];
  }
}

function scheduleWords(schedule: ScheduleSpec | undefined): string {
  switch (schedule?.type) {
    case undefined:
    case 'constant':
      return 'constant';
    case 'step':
      return `× ${formatSetting(schedule.factor)} every ${formatCount(schedule.everyEpochs)} epochs`;
    case 'cosine':
      return `half a cosine to × ${formatSetting(schedule.endFactor)}`;
    case 'oneCycle':
      return `one cycle, × ${formatSetting(schedule.startFactor)} up to 1, down to × ${formatSetting(schedule.endFactor)}`;
    case 'plateau':
      return `× ${formatSetting(schedule.factor)} after ${formatCount(schedule.patience)} epochs without progress`;
  }
}

function trainingWords({ optimizer, training, seed, split }: Experiment): SettingWord[] {
  const { earlyStopping } = training;
  return [
    { name: 'Optimiser', value: optimizerWords[optimizer.type] },
    { name: 'Learning rate', symbol: 'α', value: formatSetting(optimizer.learningRate) },
    { name: 'Schedule', symbol: 'α(t)', value: scheduleWords(training.schedule) },
    ...optimizerDetails(optimizer),
    ...optionalWord('Gradient at most', '‖g‖', training.clipNorm),
    {
      name: 'Minibatch',
      value: optimizer.type === 'lbfgs' ? 'all samples' : formatCount(training.batchSize),
    },
    { name: 'Epochs', value: formatCount(training.epochs) },
    ...(earlyStopping
      ? [
          {
            name: 'Early stopping',
            value: `${earlyStopping.metric}, ${formatCount(earlyStopping.patience)} epochs without progress`,
          },
        ]
      : []),
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
