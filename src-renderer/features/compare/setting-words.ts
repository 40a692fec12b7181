/** Settings by their path in words: names as the Lab has them, values without the look of a file. */
import {
  initInWords,
  initKinds,
  layerKinds,
  optimizerKinds,
  scheduleKinds,
  settingsDiff,
  settingsInWords,
  valueInWords,
  type Experiment,
  type InitSpec,
  type LayerSpec,
  type OptimizerSpec,
  type ScheduleSpec,
  type Setting,
  type SettingValue,
} from '../../../src-engine';
import { formatSetting } from '../../shared/text/format';
import { layerInWords } from '../../shared/text/layer-words';
import { setWords } from '../../shared/text/set-words';
import type { ComparedRun } from './curves';

const names: Readonly<Record<string, string>> = {
  seed: 'Seed',
  'data.dataset': 'Set',
  'data.mode': 'Inputs',
  'data.patchSize': 'Patch size',
  'data.patchCount': 'Patches',
  'data.whiten': 'Whitened',
  'data.preprocess': 'Preprocess',
  'split.validation': 'Validation part',
  'split.test': 'Test part',
  'objective.target': 'Target',
  'objective.loss': 'Loss',
  'objective.weightDecay': 'Ridge λ',
  'objective.sparsity': 'Sparsity',
  'objective.sparsity.rho': 'Sparsity ρ',
  'objective.sparsity.beta': 'Sparsity weight β',
  'objective.activityL1': 'Activity L1 λ₁',
  'objective.maxNorm': 'Max-norm c',
  'objective.corruption': 'Corruption',
  optimizer: 'Optimiser',
  'training.epochs': 'Epochs',
  'training.batchSize': 'Minibatch',
  'training.schedule': 'Schedule',
  'training.clipNorm': 'Clip gradients at',
  'training.earlyStopping': 'Early stopping',
  'training.relaxed': 'Relaxed kernels',
};

/** `learningRate` → `learning rate`. */
function spaced(key: string): string {
  return key.replace(/([a-z])([A-Z0-9])/g, '$1 $2').toLowerCase();
}

/** The setting that a path names, as its kind declares it; undefined where it is none of a kind. */
function declaredAt(path: string, experiment: Experiment): Setting | undefined {
  const [, key] = /^optimizer\.(\w+)$/.exec(path) ?? [];
  if (key !== undefined) return optimizerKinds[experiment.optimizer.type].settings[key];
  const { schedule } = experiment.training;
  const [, ofSchedule] = /^training\.schedule\.(\w+)$/.exec(path) ?? [];
  if (ofSchedule !== undefined) return schedule && scheduleKinds[schedule.type].settings[ofSchedule];
  const [, index, ofLayer = '', ofInit] = /^network\.layers\.(\d+)\.(\w+)(?:\.(\w+))?$/.exec(path) ?? [];
  const layer = experiment.network.layers[Number(index)];
  if (layer === undefined) return undefined;
  if (ofInit === undefined) return layerKinds[layer.type].settings[ofLayer];
  return 'init' in layer ? initKinds[layer.init.type].settings[ofInit] : undefined;
}

function nameOf({ label, symbol }: Setting): string {
  return symbol === undefined ? label : `${label} ${symbol}`;
}

/** E.g. `network.layers.1.rate` → `Layer 2: rate p`; a path nobody named is said as it is. */
export function settingName(path: string, experiment: Experiment): string {
  const declared = declaredAt(path, experiment);
  const [layer, index] = /^network\.layers\.(\d+)/.exec(path) ?? [];
  if (layer !== undefined) {
    const place = `Layer ${Number(index) + 1}`;
    if (path === layer) return place;
    const name = declared === undefined ? spacedPath(path.slice(layer.length + 1)) : nameOf(declared);
    return `${place}: ${name.charAt(0).toLowerCase()}${name.slice(1)}`;
  }
  if (declared !== undefined) return nameOf(declared);
  const known = names[path];
  if (known !== undefined) return known;
  const words = spacedPath(path);
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function spacedPath(path: string): string {
  return path.split('.').map(spaced).join(' ');
}

/** The value at a path, in the words of its kind where it has one; `–` where there is none. */
export function valueText(path: string, experiment: Experiment): string {
  const value = valueAt(experiment, path);
  if (value === null) return '–';
  if (path === 'optimizer') return optimizerText(experiment.optimizer);
  if (path === 'training.schedule') return scheduleText(value as unknown as ScheduleSpec);
  if (/^network\.layers\.\d+$/.test(path)) return layerInWords(value as unknown as LayerSpec);
  if (/^network\.layers\.\d+\.init$/.test(path))
    return initInWords(value as unknown as InitSpec, formatSetting);
  const declared = declaredAt(path, experiment);
  return declared === undefined ? settingText(value) : valueInWords(declared, value, formatSetting);
}

function optimizerText(optimizer: OptimizerSpec): string {
  const kind = optimizerKinds[optimizer.type];
  const details = settingsInWords(kind, optimizer, formatSetting).map(
    ({ setting, value }) => `${setting.symbol ?? setting.label.toLowerCase()} ${value}`,
  );
  return `${kind.word} (${details.join(', ')})`;
}

function scheduleText(schedule: ScheduleSpec): string {
  return scheduleKinds[schedule.type].inWords(schedule, formatSetting);
}

/** `–` where there is none; an object by its type, then the rest. */
export function settingText(value: SettingValue): string {
  if (value === null) return '–';
  if (typeof value === 'number') return formatSetting(value);
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'string') return setWords(value);
  if (Array.isArray(value)) return value.map((one: SettingValue) => settingText(one)).join('×');
  const { type, ...rest } = value as Readonly<Record<string, SettingValue>>;
  const words = Object.entries(rest)
    .filter(([, inner]) => inner !== null)
    .map(([key, inner]) => `${spaced(key)} ${settingText(inner)}`)
    .join(', ');
  if (typeof type !== 'string') return words;
  return words === '' ? type : `${type} (${words})`;
}

function valueAt(experiment: Experiment, path: string): SettingValue {
  let node: unknown = experiment;
  for (const key of path.split('.')) {
    if (typeof node !== 'object' || node === null) return null;
    node = (node as Readonly<Record<string, unknown>>)[key];
  }
  return (node ?? null) as SettingValue;
}

export interface DifferingSetting {
  readonly path: string;
  readonly name: string;
  /** One for each run. */
  readonly texts: readonly string[];
}

/** Settings that are not the same in all runs, in the order of the file. Runs without their settings count for nothing. */
export function differingSettings(runs: readonly Pick<ComparedRun, 'run'>[]): readonly DifferingSetting[] {
  const experiments = runs.flatMap(({ run }) => run.detail?.experiment ?? []);
  const [first, ...others] = experiments;
  if (first === undefined) return [];
  const paths = others.flatMap((other) => settingsDiff(first, other).map(({ path }) => path));
  // Where a whole differs from one run and only a part from another, the whole says both.
  const wholes = [...new Set(paths)].filter(
    (path) => !paths.some((other) => other !== path && path.startsWith(`${other}.`)),
  );
  return wholes.map((path) => ({
    path,
    name: settingName(path, first),
    texts: experiments.map((experiment) => valueText(path, experiment)),
  }));
}
