/** A bench being set up: arms as rows, settings as columns, seeds; and what is wrong with it, arm by arm. No Vue. */
import {
  applySettings,
  describeNetwork,
  EngineError,
  mostArms,
  parseSeeds,
  type Experiment,
  type LayerSummary,
  type Sweep,
  type SettingValue,
} from '../../../src-engine';
import type { DatasetSummary } from '../../../src-main/contract/datasets';
import { inputShapeOf } from '../../shared/experiment/input-shape';
import { readSeeds, seedsText } from './seed-text';
import { choiceOf, readSetting, settingChoices, settingText, type SettingChoice } from './setting-choices';

export interface ArmDraft {
  /** Empty for the name that follows from its settings. */
  readonly name: string;
  /** What is typed in each column; empty leaves the setting as it is in the base. */
  readonly cells: readonly string[];
}

export interface BenchDraft {
  readonly name: string;
  readonly description: string;
  readonly base: Experiment;
  /** Paths of the settings that arms differ in. */
  readonly columns: readonly string[];
  readonly arms: readonly ArmDraft[];
  readonly seeds: string;
  /** All arms of the first seed at once, side by side; or every run in the queue. */
  readonly mode: 'together' | 'queued';
  /** Values that a preset brought and that are no usual choice, by the text they are shown as. */
  readonly loaded: readonly { readonly text: string; readonly value: SettingValue }[];
}

export interface CheckedArm {
  readonly name: string;
  readonly experiment: Experiment | null;
  readonly layers: readonly LayerSummary[];
  /** What is wrong, and in which column; null in the first where it is none of them. */
  readonly error: { readonly column: number | null; readonly message: string } | null;
}

export interface CheckedBench {
  /** Null while something is wrong. */
  readonly sweep: Sweep | null;
  readonly seeds: readonly number[];
  readonly seedsError: string | null;
  readonly arms: readonly CheckedArm[];
}

/** One arm shows how much the seed alone does. */
export const leastArms = 1;

/** A bench of one experiment as it is and a copy that waits for a setting. */
export function draftOf(base: Experiment): BenchDraft {
  const choices = settingChoices(base);
  const dropout = choices.find(({ short }) => short === 'p');
  const column = dropout ?? choices.find(({ path }) => path === 'optimizer.learningRate');
  return {
    name: base.name,
    description: '',
    base,
    columns: column === undefined ? [] : [column.path],
    arms: [
      { name: '', cells: [''] },
      { name: '', cells: [dropout === undefined ? '' : '0'] },
    ],
    seeds: '1–5',
    mode: 'together',
    loaded: [],
  };
}

/** A sweep as it can be edited. */
export function draftFromSweep(sweep: Sweep, seeds: readonly number[]): BenchDraft {
  const choices = settingChoices(sweep.base);
  const columns = [...new Set(sweep.arms.flatMap(({ set }) => Object.keys(set)))];
  const loaded = sweep.arms.flatMap(({ set }) =>
    Object.entries(set).map(([path, value]) => ({
      text: settingText(choiceOf(choices, path), value),
      value,
    })),
  );
  return {
    name: sweep.name,
    description: sweep.description,
    base: sweep.base,
    columns,
    arms: sweep.arms.map(({ name, set }) => ({
      name,
      cells: columns.map((path) => {
        const value = set[path];
        return value === undefined ? '' : settingText(choiceOf(choices, path), value);
      }),
    })),
    seeds: seedsText(seeds),
    mode: 'together',
    loaded,
  };
}

/**
 * One arm for each value of one setting, e.g. `0, 0.2, 0.5`; values with commas inside are separated by semicolons. Without
 * a value the arms stay as they are.
 */
export function varyOver(draft: BenchDraft, path: string, text: string): BenchDraft {
  const parts = text.split(text.includes(';') ? ';' : ',').map((part) => part.trim());
  const values = parts.filter(Boolean).slice(0, mostArms);
  if (values.length === 0) return draft;
  return { ...draft, columns: [path], arms: values.map((value) => ({ name: '', cells: [value] })) };
}

/** @param set of the base; undefined where there is none of this name */
export function checkBench(draft: BenchDraft, set: DatasetSummary | undefined): CheckedBench {
  const choices = draft.columns.map((path) => choiceOf(settingChoices(draft.base), path));
  const known = new Map(draft.loaded.map(({ text, value }) => [text, value]));
  const names = draft.arms.map((arm) => nameOf(arm, choices));
  const read = draft.arms.map((arm) => readArm(arm, draft.columns, choices, known));
  const arms = read.map(({ settings, error }, index): CheckedArm => {
    const name = names[index] ?? '';
    const nothing = { name, experiment: null, layers: [] };
    const twin = names.indexOf(name);
    if (error !== null) return { ...nothing, error };
    if (twin < index)
      return { ...nothing, error: { column: null, message: `Arm ${twin + 1} has this name already.` } };
    return { ...nothing, ...tryArm(draft, settings, set) };
  });
  const seeds = readSeeds(draft.seeds);
  const seedsError = seedsProblem(seeds);
  const isRight =
    arms.every(({ error }) => error === null) && seedsError === null && arms.length >= leastArms;
  const { name, description, base } = draft;
  const sweepArms = read.map(({ settings }, index) => ({ name: names[index] ?? '', set: settings }));
  return {
    sweep: isRight
      ? { version: 1, name: name.trim() || base.name, description, base, arms: sweepArms }
      : null,
    seeds: seeds ?? [],
    seedsError,
    arms,
  };
}

/** E.g. `p 0.5, λ 1e-3`; an arm without changes is the base. */
function nameOf({ name, cells }: ArmDraft, choices: readonly SettingChoice[]): string {
  if (name.trim() !== '') return name.trim();
  const parts = choices.flatMap(({ short }, column) => {
    const text = cells[column]?.trim() ?? '';
    return text === '' ? [] : [`${short} ${text}`];
  });
  return parts.length === 0 ? 'as it is' : parts.join(', ').slice(0, 80);
}

interface ReadArm {
  readonly settings: Readonly<Record<string, SettingValue>>;
  readonly error: CheckedArm['error'];
}

function readArm(
  { cells }: ArmDraft,
  columns: readonly string[],
  choices: readonly SettingChoice[],
  known: ReadonlyMap<string, SettingValue>,
): ReadArm {
  const settings: Record<string, SettingValue> = {};
  for (const [column, choice] of choices.entries()) {
    const text = cells[column]?.trim() ?? '';
    if (text === '') continue;
    const value = readSetting(choice, text, known);
    if (value === undefined) {
      const hint =
        choice.options === null
          ? `Type a number such as ${choice.example.split(',')[0]}.`
          : 'Choose one of the list.';
      return { settings: {}, error: { column, message: `“${text}” is no value of this setting. ${hint}` } };
    }
    settings[columns[column] ?? ''] = value;
  }
  return { settings, error: null };
}

function tryArm(
  { base, columns }: BenchDraft,
  settings: Readonly<Record<string, SettingValue>>,
  set: DatasetSummary | undefined,
): Pick<CheckedArm, 'experiment' | 'layers' | 'error'> {
  try {
    const experiment = applySettings(base, settings);
    if (set === undefined) {
      const message = `There is no data set called “${base.data.dataset}”. Choose another start.`;
      return { experiment: null, layers: [], error: { column: null, message } };
    }
    const layers = describeNetwork(experiment, inputShapeOf(experiment, set), set.classCount);
    return { experiment, layers, error: null };
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    const { field } = error.place;
    const column = columns.findIndex((path) => field === path || field?.startsWith(`${path}.`) === true);
    return {
      experiment: null,
      layers: [],
      error: { column: column < 0 ? null : column, message: withoutPath(error.message, field ?? '') },
    };
  }
}

/** The column says which setting it is. */
function withoutPath(message: string, field: string): string {
  const rest = message.startsWith(`${field}: `) ? message.slice(field.length + 2) : message;
  return rest.charAt(0).toUpperCase() + rest.slice(1);
}

function seedsProblem(seeds: readonly number[] | null): string | null {
  if (seeds === null) return 'Type whole numbers, such as 1–5 or 1, 4, 9.';
  try {
    parseSeeds([...seeds]);
    return null;
  } catch (error) {
    return error instanceof EngineError ? withoutPath(error.message, error.place.field ?? '') : String(error);
  }
}
