/** A sweep as plain data: arms that differ from one experiment in some settings, each to be trained at the same seeds. */
import { EngineError } from '../errors';
import { checkNumber, Fields, refuse } from '../spec/fields';
import { parseExperiment } from '../spec/parse-experiment';
import { applySettings } from './settings';
import type { Experiment } from '../spec/experiment';
import type { Settings, SettingValue } from './settings';

export interface SweepArm {
  /** Unique within the sweep. */
  readonly name: string;
  /** What differs from the base; empty for the base itself. */
  readonly set: Settings;
}

/** A sweep with every default of its base filled in, as `parseSweep` returns it. */
export interface Sweep {
  readonly version: 1;
  readonly name: string;
  /** A sentence for people on what to look for; may be empty. */
  readonly description: string;
  readonly base: Experiment;
  /** One arm shows how much the seed alone does. */
  readonly arms: readonly SweepArm[];
}

export const mostArms = 8;
/** Most seeds of one sweep. */
export const mostSeeds = 100;
const largestSeed = 2 ** 32 - 1;

/**
 * @param value a sweep file's content after JSON.parse, or a sweep
 * @throws EngineError('config') naming the first field that is wrong, and the arm where it is one's
 */
export function parseSweep(value: unknown): Sweep {
  const fields = new Fields(value, '');
  const version = fields.raw('version');
  if (version !== 1) {
    throw refuse('version', 'the number 1', version, 'Set "version": 1, or use the release that wrote it.');
  }
  const base = parseBase(fields.raw('base'));
  const arms = Array.from(fields.list('arms', 1, mostArms), (arm, index) => parseArm(arm, index));
  const name = fields.text('name', 200, base.name);
  const sweep: Sweep = { version, name, description: fields.text('description', 2000, ''), base, arms };
  fields.done();
  requireDifferentNames(arms);
  arms.forEach((_arm, index) => armExperiment(sweep, index, base.seed));
  return sweep;
}

/**
 * Seeds that a sweep trains every arm at: whole numbers from 0 to 2³² − 1, each once, at least 1 and at most 100.
 * @throws EngineError('config')
 */
export function parseSeeds(value: unknown): number[] {
  if (!Array.isArray(value) || value.length < 1 || value.length > mostSeeds) {
    throw refuse('seeds', `a list of 1 to ${mostSeeds}`, value);
  }
  const rule = { min: 0, max: largestSeed };
  const seeds = Array.from(value, (seed, index) => checkNumber(`seeds.${index}`, seed, rule, true));
  const again = seeds.find((seed, index) => seeds.indexOf(seed) < index);
  if (again === undefined) return seeds;
  throw new EngineError('config', `seeds: ${again} is listed twice, and would give the same run twice.`, {
    field: 'seeds',
  });
}

/**
 * What one run of a sweep trains: the base with the settings of an arm, at a seed.
 * @param arm index into the arms
 * @throws EngineError('config') naming the arm and the path
 */
export function armExperiment(sweep: Sweep, arm: number, seed: number): Experiment {
  const chosen = sweep.arms.at(arm);
  if (chosen === undefined) {
    throw new EngineError('config', `The sweep has ${sweep.arms.length} arms, so there is no arm ${arm}.`);
  }
  const { base } = sweep;
  try {
    return { ...applySettings(base, chosen.set), name: `${sweep.name} · ${chosen.name}`.slice(0, 200), seed };
  } catch (error) {
    throw within(error, `Arm "${chosen.name}": `, `arms.${arm}.set`);
  }
}

function parseBase(value: unknown): Experiment {
  try {
    return parseExperiment(value);
  } catch (error) {
    throw within(error, 'Base: ', 'base');
  }
}

function parseArm(value: unknown, index: number): SweepArm {
  const fields = new Fields(value, `arms.${index}`);
  const name = fields.text('name', 80);
  const set: unknown = fields.raw('set') ?? {};
  if (typeof set !== 'object' || set === null || Array.isArray(set)) {
    throw refuse(`arms.${index}.set`, 'an object of paths and values', set);
  }
  fields.done();
  return { name, set: set as Readonly<Record<string, SettingValue>> };
}

function requireDifferentNames(arms: readonly SweepArm[]): void {
  const index = arms.findIndex(({ name }, at) => arms.findIndex((other) => other.name === name) < at);
  if (index < 0) return;
  const field = `arms.${index}.name`;
  throw new EngineError(
    'config',
    `${field}: "${arms[index].name}" is the name of another arm. Change one of them.`,
    {
      field,
    },
  );
}

function within(error: unknown, prefix: string, path: string): unknown {
  if (!(error instanceof EngineError)) return error;
  const { field } = error.place;
  return new EngineError(error.kind, prefix + error.message, {
    ...error.place,
    field: field === undefined ? path : `${path}.${field}`,
  });
}
