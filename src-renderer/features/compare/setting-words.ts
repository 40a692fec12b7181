/** Values of settings by their path in words, without the look of a file, and which of them differ between runs. */
import {
  initInWords,
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
  type SettingValue,
} from '../../../src-engine';
import { formatSetting } from '../../shared/text/format';
import { layerInWords } from '../../shared/text/layer-words';
import { declaredAt, settingName, spaced } from '../../shared/text/setting-names';
import { setWords } from '../../shared/text/set-words';
import type { ComparedRun } from './curves';

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
