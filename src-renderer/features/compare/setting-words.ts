/** Settings by their path in words: names as the Lab has them, values without the look of a file. */
import type { Experiment, SettingValue } from '../../../src-engine';
import { settingsDiff } from '../../../src-engine';
import { formatSetting } from '../../shared/text/format';
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
  'optimizer.type': 'Optimiser',
  'optimizer.learningRate': 'Learning rate α',
  'optimizer.momentum': 'Momentum μ',
  'optimizer.nesterov': 'Nesterov',
  'optimizer.weightDecay': 'Decoupled decay',
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

/** E.g. `network.layers.1.rate` → `Layer 2: rate`; a path nobody named is said as it is. */
export function settingName(path: string): string {
  const layer = /^network\.layers\.(\d+)(?:\.(.+))?$/.exec(path);
  if (layer) {
    const place = `Layer ${Number(layer[1]) + 1}`;
    return layer[2] === undefined ? place : `${place}: ${layer[2].split('.').map(spaced).join(' ')}`;
  }
  const known = names[path];
  if (known !== undefined) return known;
  const words = path.split('.').map(spaced).join(' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** `–` where there is none; an object by its type, then the rest. */
export function settingText(value: SettingValue): string {
  if (value === null) return '–';
  if (typeof value === 'number') return formatSetting(value);
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'string') return value.replace(/^sample:/, '');
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
    name: settingName(path),
    texts: experiments.map((experiment) => settingText(valueAt(experiment, path))),
  }));
}
