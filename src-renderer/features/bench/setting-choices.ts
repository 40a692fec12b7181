/** The settings of an experiment that arms may differ in, by name, and how their values are typed. No Vue. */
import {
  activationWords,
  initInWords,
  initKinds,
  layerKinds,
  optimizerKinds,
  usualSpec,
  type ActivationName,
  type Experiment,
  type InitSpec,
  type LayerSpec,
  type OptimizerSpec,
  type Setting,
  type SettingValue,
} from '../../../src-engine';
import { preprocessWords } from '../../shared/text/experiment-words';
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

/** How weights may begin, with every spread worth comparing; but for what has to be learned first. */
const inits = Object.values(initKinds).flatMap((kind): SettingOption[] => {
  if (kind.type === 'autoencoder') return [];
  const specs = Object.entries(kind.settings).flatMap(([key, setting]) =>
    worthOf(setting).map((value) => ({ ...usualSpec(kind), [key]: value })),
  );
  const options = specs.length > 0 ? specs : [usualSpec(kind)];
  return options.map((spec) => ({ text: initInWords(spec, String), value: { ...spec } }));
});

/** Each with its usual settings. */
const optimizers = Object.values(optimizerKinds).map((kind): SettingOption => {
  const spec = usualSpec<OptimizerSpec>(kind);
  return { text: optimizerText(spec.type, formatSetting(spec.learningRate)), value: { ...spec } };
});

function optimizerText(type: OptimizerSpec['type'], rate: string): string {
  return `${optimizerKinds[type].word}, α ${rate}`;
}

function worthOf(setting: Setting): number[] {
  return setting.kind === 'number' && setting.worth !== undefined
    ? setting.worth.split(', ').map(Number)
    : [];
}

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
  const path = `network.layers.${index}`;
  return declaredChoices(layerKinds[layer.type].settings, layer, path, `Layer ${index + 1}: `, isLast);
}

/** The settings of a kind that are worth comparing; of the last layer those that do not follow from the target. */
function declaredChoices(
  settings: Readonly<Record<string, Setting>>,
  spec: object,
  path: string,
  of: string,
  isLast: boolean,
): SettingChoice[] {
  const values = spec as Readonly<Record<string, SettingValue>>;
  return Object.entries(settings).flatMap(([key, setting]): SettingChoice[] => {
    const name = [of === '' ? setting.label : lowered(setting.label), setting.symbol].join(' ').trim();
    const label = `${of}${name}`;
    const at = `${path}.${key}`;
    const short = setting.symbol ?? key;
    const value = values[key] ?? null;
    switch (setting.kind) {
      case 'number':
        if (setting.worth === undefined || (isLast && setting.asOutput !== undefined)) return [];
        return [typed(at, label, short, value, setting.worth)];
      case 'choice':
        return [chosen(at, label, short, value, words(Object.keys(setting.choices), setting.choices))];
      case 'activation': {
        if (isLast) return [];
        const names = setting.names.filter((name): name is ActivationName => name !== 'softmax');
        return [chosen(at, label, short, value, words(names, activationWords))];
      }
      case 'init': {
        const init = value as unknown as InitSpec;
        const own = declaredChoices(initKinds[init.type].settings, init, at, of, false);
        return [chosen(at, label, short, { ...init }, inits), ...own];
      }
      default:
        return [];
    }
  });
}

function lowered(label: string): string {
  return label.charAt(0).toLowerCase() + label.slice(1);
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
  const { settings } = optimizerKinds[optimizer.type];
  return [
    chosen('optimizer', 'Optimiser, with its usual settings', 'optimiser', { ...optimizer }, optimizers),
    ...declaredChoices(settings, optimizer, 'optimizer', '', false),
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
  if (typeof type === 'string' && type in initKinds)
    return initInWords(value as unknown as InitSpec, formatSetting);
  if (typeof type === 'string' && type in optimizerKinds) {
    return optimizerText(type as OptimizerSpec['type'], number('learningRate'));
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
