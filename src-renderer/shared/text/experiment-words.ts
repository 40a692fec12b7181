/** The words and symbols in which settings are shown; the same everywhere. */
import {
  lossKinds,
  optimizerKinds,
  scheduleKinds,
  settingsInWords,
  type Experiment,
  type Preprocess,
} from '../../../src-engine';
import { formatCount, formatCounted, formatSetting, formatShape } from './format';
import { layerInWords } from './layer-words';
import { repeatability } from './run-words';

export const preprocessWords: Record<Preprocess, string> = {
  none: 'none',
  ufldl: 'UFLDL ±3σ',
  standardize: 'standardise',
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
    value: layerInWords(layer),
  }));
}

/** Of settings that are left out where they do nothing. */
function optionalWord(name: string, symbol: string, value: number | undefined): SettingWord[] {
  return value === undefined ? [] : [{ name, symbol, value: formatSetting(value) }];
}

function objectiveWords({ objective }: Experiment): SettingWord[] {
  return [
    { name: 'Target', value: objective.target === 'input' ? 'the input itself' : 'class labels' },
    { name: 'Loss', value: lossKinds[objective.loss].word },
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

function optimizerWords({ optimizer }: Experiment): SettingWord[] {
  const words = settingsInWords(optimizerKinds[optimizer.type], optimizer, formatSetting);
  return words.map(({ setting: { label, symbol }, value }) => ({
    name: label,
    ...(symbol === undefined ? {} : { symbol }),
    value,
  }));
}

function trainingWords(experiment: Experiment): SettingWord[] {
  const { optimizer, training, seed, split } = experiment;
  const { schedule = { type: 'constant' }, earlyStopping } = training;
  const { word, fullBatch } = optimizerKinds[optimizer.type];
  return [
    { name: 'Optimiser', value: word },
    ...optimizerWords(experiment),
    {
      name: 'Schedule',
      symbol: 'α(t)',
      value: scheduleKinds[schedule.type].inWords(schedule, formatSetting),
    },
    ...optionalWord('Gradient at most', '‖g‖', training.clipNorm),
    {
      name: 'Minibatch',
      value: fullBatch ? 'all samples' : formatCount(training.batchSize),
    },
    { name: 'Epochs', value: formatCount(training.epochs) },
    ...(earlyStopping
      ? [
          {
            name: 'Early stopping',
            value: `${earlyStopping.metric}, ${formatCounted(earlyStopping.patience, 'epoch')} without progress`,
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
