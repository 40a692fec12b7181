/** The settings of an experiment that arms may differ in, by name, and how their values are typed. No Vue. */
import {
  usualInits,
  type ActivationName,
  type Experiment,
  type InitSpec,
  type LayerSpec,
  type OptimizerSpec,
  type SettingValue,
} from '../../../src-engine';
import { initWords, optimizerWords, preprocessWords } from '../../shared/text/experiment-words';
import { activationWords } from '../../shared/text/layer-words';
import { formatSetting } from '../../shared/text/format';

export interface SettingOption {
  readonly text: string;
  readonly value: SettingValue;
}

export interface SettingChoice {
  /** As `applySettings` takes it. */
  readonly path: string;
  readonly label: string;
  /** For names of arms, e.g. `p` or `units`. */
  readonly short: string;
  /** What there is to choose from; null where a value is typed. */
  readonly options: readonly SettingOption[] | null;
  /** Of the experiment itself. */
  readonly base: SettingValue;
  /** Values that are worth comparing, as they are typed. */
  readonly example: string;
}

const inits: readonly SettingOption[] = [
  { text: initWords.zeros, value: { type: 'zeros' } },
  ...[0.001, 0.01, 0.1, 1].map((std): SettingOption => ({
    text: `N(0, ${std}²)`,
    value: { type: 'normal', std },
  })),
  ...(['glorot', 'he', 'ufldl'] as const).map((type): SettingOption => ({
    text: initWords[type],
    value: { type },
  })),
];

const rates: Readonly<Record<OptimizerSpec['type'], number>> = {
  sgd: 0.1,
  rmsprop: 0.001,
  adam: 0.001,
  adamw: 0.001,
  lbfgs: 1,
};
/** Each with its usual learning rate; what else belongs to it is filled in. */
const optimizers = (Object.keys(rates) as OptimizerSpec['type'][]).map((type): SettingOption => {
  const momentum = type === 'sgd' ? { momentum: 0.9 } : {};
  return {
    text: `${optimizerWords[type]}, α ${rates[type]}`,
    value: { type, learningRate: rates[type], ...momentum },
  };
});

function typed(
  path: string,
  label: string,
  short: string,
  base: SettingValue,
  example: string,
): SettingChoice {
  return { path, label, short, options: null, base, example };
}

function chosen(
  path: string,
  label: string,
  short: string,
  base: SettingValue,
  options: readonly SettingOption[],
): SettingChoice {
  return {
    path,
    label,
    short,
    options,
    base,
    example: options
      .map(({ text }) => text)
      .slice(0, 3)
      .join('; '),
  };
}

function words<Name extends string>(
  names: readonly Name[],
  text: Readonly<Record<Name, string>>,
): SettingOption[] {
  return names.map((name) => ({ text: text[name], value: name }));
}

/** Everything that is usually varied, in the order of the file: the network first. */
export function settingChoices(experiment: Experiment): SettingChoice[] {
  const { layers } = experiment.network;
  return [
    ...layers.flatMap((layer, index) => layerChoices(layer, index, index === layers.length - 1)),
    ...objectiveChoices(experiment),
    ...optimizerChoices(experiment),
    ...trainingChoices(experiment),
  ];
}

function layerChoices(layer: LayerSpec, index: number, isLast: boolean): SettingChoice[] {
  const at = (key: string): string => `network.layers.${index}.${key}`;
  const of = `Layer ${index + 1}`;
  const choices: SettingChoice[] = [];
  if (layer.type === 'dropout') {
    choices.push(typed(at('rate'), `${of}: dropout rate p`, 'p', layer.rate, '0, 0.2, 0.5'));
  }
  if (layer.type === 'dense' && !isLast) {
    choices.push(typed(at('units'), `${of}: units`, 'units', layer.units, '16, 64, 256'));
  }
  if (layer.type === 'conv2d' || layer.type === 'convTranspose2d') {
    choices.push(typed(at('filters'), `${of}: filters`, 'filters', layer.filters, '8, 16, 32'));
  }
  if ('activation' in layer && !isLast) {
    const names = (Object.keys(activationWords) as ActivationName[]).filter((name) => name !== 'softmax');
    choices.push(
      chosen(at('activation'), `${of}: activation f`, 'f', layer.activation, words(names, activationWords)),
    );
  }
  if ('init' in layer) choices.push(...initChoices(layer.init, at('init'), of));
  if (layer.type === 'pool2d') {
    const kinds = words(['max', 'mean'], { max: 'max', mean: 'mean' });
    choices.push(chosen(at('kind'), `${of}: kind of pooling`, 'pool', layer.kind, kinds));
  }
  return choices;
}

function initChoices(init: InitSpec, path: string, of: string): SettingChoice[] {
  const start = chosen(path, `${of}: initial weights`, 'init', { ...init }, inits);
  if (init.type !== 'normal') return [start];
  return [start, typed(`${path}.std`, `${of}: spread ε of the weights`, 'ε', init.std, '0.001, 0.01, 0.1')];
}

function objectiveChoices({ objective }: Experiment): SettingChoice[] {
  const { weightDecay, sparsity, activityL1, maxNorm, corruption } = objective;
  return [
    typed('objective.weightDecay', 'Ridge λ', 'λ', weightDecay, '0, 1e-4, 1e-3'),
    ...(sparsity === null
      ? []
      : [
          typed('objective.sparsity.rho', 'Wanted mean activation ρ', 'ρ', sparsity.rho, '0.01, 0.05, 0.2'),
          typed('objective.sparsity.beta', 'Weight of sparsity β', 'β', sparsity.beta, '0, 1, 3'),
        ]),
    typed('objective.activityL1', 'L1 on activations λ₁', 'λ₁', activityL1 ?? null, '0, 1e-4, 1e-3'),
    typed('objective.maxNorm', 'Largest norm of a unit c', 'c', maxNorm ?? null, 'none, 2, 4'),
    ...(corruption === undefined
      ? []
      : [
          typed(
            'objective.corruption.amount',
            'Corruption of the input',
            'noise',
            corruption.amount,
            '0, 0.2, 0.4',
          ),
        ]),
  ];
}

function optimizerChoices({ optimizer }: Experiment): SettingChoice[] {
  return [
    chosen('optimizer', 'Optimiser, with its usual settings', 'optimiser', { ...optimizer }, optimizers),
    typed('optimizer.learningRate', 'Learning rate α', 'α', optimizer.learningRate, '0.01, 0.001, 1e-4'),
    ...(optimizer.type === 'sgd'
      ? [typed('optimizer.momentum', 'Momentum μ', 'μ', optimizer.momentum, '0, 0.5, 0.9')]
      : []),
  ];
}

function trainingChoices({ training, data }: Experiment): SettingChoice[] {
  const preprocess = words(['none', 'ufldl', 'standardize'], preprocessWords);
  return [
    typed('training.batchSize', 'Samples in a minibatch', 'batch', training.batchSize, '8, 32, 128'),
    typed('training.epochs', 'Epochs', 'epochs', training.epochs, '10, 20, 40'),
    chosen('data.preprocess', 'Preprocessing', 'preprocess', data.preprocess, preprocess),
    ...(data.mode === 'patches'
      ? [typed('data.patchCount', 'Number of patches', 'patches', data.patchCount, '1000, 10000')]
      : []),
  ];
}

/** The choice of a path; one that is not in the list is typed as JSON. */
export function choiceOf(choices: readonly SettingChoice[], path: string): SettingChoice {
  return (
    choices.find((choice) => choice.path === path) ??
    typed(path, path, path.split('.').at(-1) ?? path, null, '')
  );
}

/** A value as it is shown and typed. */
export function settingText(choice: SettingChoice, value: SettingValue): string {
  const option = choice.options?.find((candidate) => sameValue(candidate.value, value));
  if (option !== undefined) return option.text;
  if (value === null) return 'none';
  if (typeof value === 'number') return formatSetting(value);
  if (typeof value === 'string') return value;
  return objectText(value) ?? JSON.stringify(value);
}

function objectText(value: SettingValue): string | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  const fields = value as Readonly<Record<string, SettingValue>>;
  const number = (key: string): string =>
    typeof fields[key] === 'number' ? formatSetting(fields[key]) : '?';
  const { type } = fields;
  if (type === 'normal') return `N(0, ${number('std')}²)`;
  if (typeof type === 'string' && type in usualInits) return initWords[type as InitSpec['type']];
  if (typeof type === 'string' && type in rates) {
    return `${optimizerWords[type as OptimizerSpec['type']]}, α ${number('learningRate')}`;
  }
  return 'rho' in fields && 'beta' in fields ? `ρ ${number('rho')}, β ${number('beta')}` : null;
}

function sameValue(a: SettingValue, b: SettingValue): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/**
 * The value that a text stands for: one of the options, a number (also 1e-4 and 0,5), `none`, or JSON.
 * @param known values that are no option but have been loaded, e.g. by a preset, by their text
 * @returns undefined where it is none of these
 */
export function readSetting(
  choice: SettingChoice,
  text: string,
  known: ReadonlyMap<string, SettingValue> = new Map(),
): SettingValue | undefined {
  const plain = text.trim();
  const option = choice.options?.find((candidate) => candidate.text.toLowerCase() === plain.toLowerCase());
  if (option !== undefined) return option.value;
  const loaded = known.get(plain);
  if (loaded !== undefined) return loaded;
  if (plain === 'none') return null;
  const number = Number(plain.replace(/[\s\u202f]/g, '').replace(',', '.'));
  if (plain !== '' && Number.isFinite(number)) return number;
  try {
    return JSON.parse(plain) as SettingValue;
  } catch {
    return undefined;
  }
}
