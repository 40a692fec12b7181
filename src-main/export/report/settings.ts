/** The settings of an experiment in words, group by group, as a report lists them. */
import type {
  Experiment,
  LossName,
  ObjectiveSpec,
  OptimizerSpec,
  Preprocess,
  ScheduleSpec,
  TrainingSpec,
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
const losses: Readonly<Record<LossName, string>> = {
  squaredError: '½‖ŷ − y‖²',
  crossEntropy: 'cross-entropy',
};
const optimizers: Readonly<Record<OptimizerSpec['type'], string>> = {
  sgd: 'gradient descent',
  rmsprop: 'RMSProp',
  adam: 'Adam',
  adamw: 'AdamW',
  lbfgs: 'L-BFGS',
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
    ['loss', losses[loss]],
    ['ridge λ', figure(weightDecay)],
    ...optional('sparsity ρ, weight β', sparsity, ({ rho, beta }) => `${figure(rho)}, ${figure(beta)}`),
    ...optional('activity λ₁', activityL1, figure),
    ...optional('max-norm c', maxNorm, figure),
    ...optional('input noise', corruption, ({ type, amount }) => `${type} ${figure(amount)}`),
  ];
}

function optimizerRows(optimizer: OptimizerSpec): Rows {
  const first: Rows = [
    ['method', optimizers[optimizer.type]],
    ['learning rate α', figure(optimizer.learningRate)],
  ];
  switch (optimizer.type) {
    case 'sgd':
      return [
        ...first,
        [optimizer.nesterov === true ? 'momentum μ, Nesterov' : 'momentum μ', figure(optimizer.momentum)],
      ];
    case 'rmsprop':
      return [...first, ['kept of mean squares ρ', figure(optimizer.rho)], ['ε', figure(optimizer.epsilon)]];
    case 'adam':
    case 'adamw':
      return [
        ...first,
        ['moments kept β₁, β₂', `${figure(optimizer.beta1)}, ${figure(optimizer.beta2)}`],
        ['ε', figure(optimizer.epsilon)],
        ...optional(
          'decoupled decay',
          optimizer.type === 'adamw' ? optimizer.weightDecay : undefined,
          figure,
        ),
      ];
    case 'lbfgs':
      return [
        ...first,
        ['steps remembered', count(optimizer.memory)],
        ['looks at J a step', `at most ${count(optimizer.maxEvaluations)}`],
        ['ends at gradients below', figure(optimizer.tolerance)],
      ];
  }
}

function trainingRows(training: TrainingSpec, optimizer: OptimizerSpec): Rows {
  const { epochs, batchSize, schedule, clipNorm, earlyStopping } = training;
  return [
    ['epochs', count(epochs)],
    ...(optimizer.type === 'lbfgs' ? [] : [['minibatch', count(batchSize)] as const]),
    ...optional('schedule', schedule, scheduleWords),
    ...optional('gradients shortened to', clipNorm, figure),
    ...optional(
      'early stopping',
      earlyStopping,
      ({ metric, patience, minDelta }) =>
        `validation ${metric}, ${count(patience)} epochs of patience, better by ${figure(minDelta)}`,
    ),
  ];
}

function scheduleWords(schedule: ScheduleSpec): string {
  switch (schedule.type) {
    case 'constant':
      return 'constant';
    case 'step':
      return `× ${figure(schedule.factor)} every ${count(schedule.everyEpochs)} epochs`;
    case 'cosine':
      return `half a cosine down to × ${figure(schedule.endFactor)}`;
    case 'oneCycle':
      return `one cycle: × ${figure(schedule.startFactor)} up to 1 in ${plainPercent(schedule.warmUp)}, then down to × ${figure(schedule.endFactor)}`;
    case 'plateau':
      return `× ${figure(schedule.factor)} after ${count(schedule.patience)} epochs without a better loss`;
  }
}

/** Of settings that are left out where they do nothing. */
function optional<T>(name: string, value: T | null | undefined, words: (value: T) => string): Rows {
  return value === null || value === undefined ? [] : [[name, words(value)]];
}
