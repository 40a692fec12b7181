/** The settings of an experiment in words, group by group, as a report lists them. */
import {
  lossKinds,
  optimizerKinds,
  scheduleKinds,
  settingsInWords,
  type Experiment,
  type ObjectiveSpec,
  type OptimizerSpec,
  type Preprocess,
  type TrainingSpec,
} from '../../../src-engine';
import { count, figure, plainPercent } from './numbers';

export interface SettingGroup {
  readonly title: string;
  readonly rows: readonly (readonly [name: string, value: string])[];
}

type Rows = (readonly [string, string])[];

const preprocessings: Readonly<Record<Preprocess, string>> = {
  none: 'none, pixels in [0, 1]',
  ufldl: 'mean of each input removed, clipped at ±3σ, scaled to [0.1, 0.9]',
  standardize: 'mean 0 and variance 1 for each number',
};
export function settingGroups(experiment: Experiment): SettingGroup[] {
  const { data, split, objective, optimizer, training } = experiment;
  const inputs: Rows =
    data.mode === 'images'
      ? [['inputs', 'whole pictures']]
      : [
          ['inputs', `${count(data.patchCount)} patches of ${data.patchSize.join('×')} pixels`],
          ['whitened', data.whiten ? 'yes' : 'no'],
        ];
  return [
    {
      title: 'Data',
      rows: [
        ['set', data.dataset],
        ...inputs,
        ['preparation', preprocessings[data.preprocess]],
        ['validation, test', `${plainPercent(split.validation)}, ${plainPercent(split.test)}`],
      ],
    },
    { title: 'Objective', rows: objectiveRows(objective) },
    { title: 'Optimiser', rows: optimizerRows(optimizer) },
    { title: 'Training', rows: trainingRows(training, optimizer) },
  ];
}

function objectiveRows(objective: ObjectiveSpec): Rows {
  const { target, loss, weightDecay, sparsity, activityL1, maxNorm, corruption } = objective;
  return [
    ['target', target === 'input' ? 'the input itself' : 'the labels'],
    ['loss', lossKinds[loss].word],
    ['ridge λ', figure(weightDecay)],
    ...optional('sparsity ρ, weight β', sparsity, ({ rho, beta }) => `${figure(rho)}, ${figure(beta)}`),
    ...optional('activity λ₁', activityL1, figure),
    ...optional('max-norm c', maxNorm, figure),
    ...optional('input noise', corruption, ({ type, amount }) => `${type} ${figure(amount)}`),
  ];
}

function optimizerRows(optimizer: OptimizerSpec): Rows {
  const kind = optimizerKinds[optimizer.type];
  const details = settingsInWords(kind, optimizer, figure).map(({ setting, value }) => {
    const { label, symbol } = setting;
    // What can be switched on goes by a name of its own.
    const name = setting.kind === 'switch' ? label : label.charAt(0).toLowerCase() + label.slice(1);
    return [symbol === undefined ? name : `${name} ${symbol}`, value] as const;
  });
  return [['method', kind.word], ...details];
}

function trainingRows(training: TrainingSpec, optimizer: OptimizerSpec): Rows {
  const { epochs, batchSize, schedule, clipNorm, earlyStopping } = training;
  return [
    ['epochs', count(epochs)],
    ...(optimizerKinds[optimizer.type].fullBatch ? [] : [['minibatch', count(batchSize)] as const]),
    ...optional('schedule', schedule, (spec) => scheduleKinds[spec.type].inWords(spec, figure)),
    ...optional('gradients shortened to', clipNorm, figure),
    ...optional(
      'early stopping',
      earlyStopping,
      ({ metric, patience, minDelta }) =>
        `validation ${metric}, ${count(patience)} epochs of patience, better by ${figure(minDelta)}`,
    ),
  ];
}

/** Of settings that are left out where they do nothing. */
function optional<T>(name: string, value: T | null | undefined, words: (value: T) => string): Rows {
  return value === null || value === undefined ? [] : [[name, words(value)]];
}
