/**
 * Settings of an experiment by path, e.g. `network.layers.1.rate`: what an arm of a sweep changes, and in what two
 * experiments differ. Experiments are plain data; what a path may hold is the business of `parse-experiment.ts`.
 */
import { counted } from '../counted';
import { EngineError } from '../errors';
import { nearest } from '../spec/nearest';
import { parseExperiment } from '../spec/parse-experiment';
import type { Experiment } from '../spec/experiment';

/** Any JSON value. */
export type SettingValue =
  null | boolean | number | string | readonly SettingValue[] | { readonly [key: string]: SettingValue };

/** Values by path; a value may be a whole object, e.g. an optimiser. */
export type Settings = Readonly<Record<string, SettingValue>>;

/** A setting that two experiments do not share; null where one of them does not have it. */
export interface SettingDifference {
  readonly path: string;
  readonly a: SettingValue;
  readonly b: SettingValue;
}

/** No settings but the identity of a file, and the seed, which every run of a sweep gets from the sweep's list. */
const fixed = ['version', 'name', 'description', 'seed'];

/**
 * The experiment with some settings changed, in the order of `set`, and checked as a whole afterwards.
 * @returns a new experiment, with the defaults of what was set anew filled in
 * @throws EngineError('config') naming the path where there is no such place, the value does not fit, or the whole
 *   contradicts itself
 */
export function applySettings(experiment: Experiment, set: Settings): Experiment {
  let changed: unknown = experiment;
  for (const [path, value] of Object.entries(set)) {
    if (fixed.includes(path)) {
      const why = path === 'seed' ? 'Seeds are listed beside the arms, for all of them.' : 'Remove it.';
      throw refusePath(path, `this is no setting that arms can differ in. ${why}`);
    }
    const segments = path.split('.');
    if (segments.includes('')) throw refusePath(path, 'expected names and numbers with single dots between.');
    changed = replaceAt(changed, segments, value, path, 0);
  }
  return parseExperiment(changed);
}

/**
 * The settings in which b differs from a, in the order of the file. Layers, optimisers and schedules of different types have
 * no settings in common and differ as a whole. Name, description and what is equal are left out; the seed is not.
 */
export function settingsDiff(a: Experiment, b: Experiment): SettingDifference[] {
  const { version: _a, name: _nameA, description: _descriptionA, ...settingsA } = a;
  const { version: _b, name: _nameB, description: _descriptionB, ...settingsB } = b;
  return differencesAt('', settingsA as unknown as SettingValue, settingsB as unknown as SettingValue);
}

/** The value at a path that `settingsDiff` named, or another one; null where the experiment does not have it. */
export function settingAt(experiment: Experiment, path: string): SettingValue {
  let node: unknown = experiment;
  for (const segment of path.split('.')) {
    if (typeof node !== 'object' || node === null || !Object.hasOwn(node, segment)) return null;
    node = (node as Readonly<Record<string, unknown>>)[segment];
  }
  return node as SettingValue;
}

/** A copy of `node` with `value` at the end of the segments; what lies beside the path is shared. */
function replaceAt(
  node: unknown,
  segments: readonly string[],
  value: SettingValue,
  path: string,
  depth: number,
): unknown {
  if (depth === segments.length) return value;
  const segment = segments[depth];
  const next = (inner: unknown): unknown => replaceAt(inner, segments, value, path, depth + 1);
  const here = segments.slice(0, depth).join('.');
  if (Array.isArray(node)) {
    const index = /^\d+$/.test(segment) ? Number(segment) : NaN;
    if (!(index < node.length)) throw refusePath(path, placeInList(here, segment, node.length));
    return node.map((item: unknown, at) => (at === index ? next(item) : item));
  }
  if (typeof node !== 'object' || node === null) {
    throw refusePath(
      path,
      `${here} is ${JSON.stringify(node)} and has no settings inside. ${setWhole(here)}`,
    );
  }
  const isKnown = Object.hasOwn(node, segment);
  // Whether the last segment may be left out and is therefore not there, the parser knows.
  if (!isKnown && depth < segments.length - 1) {
    throw refusePath(path, notSet(here, segment, Object.keys(node)));
  }
  const inner: unknown = isKnown ? (node as Readonly<Record<string, unknown>>)[segment] : undefined;
  return { ...node, [segment]: next(inner) };
}

function placeInList(list: string, segment: string, length: number): string {
  const many = list === 'network.layers' ? counted(length, 'layer') : counted(length, 'entry', 'entries');
  return (
    `${list} has ${many}, counted from 0 to ${length - 1}, so there is no ${segment}. ` +
    'Give one of these numbers.'
  );
}

function notSet(here: string, segment: string, known: readonly string[]): string {
  const candidates = known.filter((key) => !fixed.includes(key));
  const close = nearest(segment, candidates);
  const where = join(here, segment);
  if (close !== undefined) return `${where} is not set here. Did you mean '${close}'?`;
  const hint = here === '' ? `Known are ${candidates.join(', ')}.` : setWhole(where);
  return `${where} is not set here. ${hint}`;
}

function setWhole(path: string): string {
  return `To set what is inside, give ${path} a whole object.`;
}

function refusePath(path: string, sentence: string): EngineError {
  return new EngineError('config', `${path === '' ? 'An empty path' : path}: ${sentence}`, { field: path });
}

type SettingObject = Readonly<Record<string, SettingValue>>;

function differencesAt(path: string, a: SettingValue, b: SettingValue): SettingDifference[] {
  if (isObject(a) && isObject(b) && a['type'] === b['type']) {
    const keys = [...new Set([...Object.keys(a), ...Object.keys(b)])];
    return keys.flatMap((key) => differencesAt(join(path, key), a[key] ?? null, b[key] ?? null));
  }
  if (isListOfObjects(a) && isListOfObjects(b)) {
    const indices = Array.from({ length: Math.max(a.length, b.length) }, (_, index) => index);
    return indices.flatMap((index) =>
      differencesAt(join(path, String(index)), a[index] ?? null, b[index] ?? null),
    );
  }
  return JSON.stringify(a) === JSON.stringify(b) ? [] : [{ path, a, b }];
}

function isObject(value: SettingValue): value is SettingObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isListOfObjects(value: SettingValue): value is readonly SettingObject[] {
  return Array.isArray(value) && value.every(isObject);
}

function join(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}
