/** Reads an experiment from untrusted plain data: checks every field, fills defaults, refuses what is unknown. */
import { layerKinds, layerTypes } from '../layers/registry';
import { lossNames } from '../objectives/registry';
import { optimizerKinds, optimizerTypes } from '../optimizers/registry';
import { checkConsistency } from './check-consistency';
import { checkNumber, Fields, refuse } from './fields';
import { parseTraining } from './parse-training';
import { readSpec } from './read-settings';
import type { NumberRule } from './fields';
import type {
  CorruptionSpec,
  DataSpec,
  Experiment,
  LayerSpec,
  NetworkSpec,
  ObjectiveSpec,
  OptimizerSpec,
  SizePx,
  SparsitySpec,
  SplitSpec,
} from './experiment';

const preprocessNames = ['none', 'ufldl', 'standardize'] as const;
const largestSeed = 2 ** 32 - 1;

/**
 * @param value an experiment file's content after JSON.parse, or an experiment
 * @returns the experiment with every default filled in; parsing it again gives an equal one
 * @throws EngineError('config') naming the first field that is wrong, with what was expected and got
 */
export function parseExperiment(value: unknown): Experiment {
  const fields = new Fields(value, '');
  const version = fields.raw('version');
  if (version !== 1) {
    const hint = 'Set "version": 1, or open the file with the release that wrote it.';
    throw refuse('version', 'the number 1', version, hint);
  }
  const experiment: Experiment = {
    version,
    name: fields.text('name', 200),
    description: fields.text('description', 2000, ''),
    seed: fields.integer('seed', { min: 0, max: largestSeed }),
    data: parseData(fields.object('data')),
    split: parseSplit(fields),
    network: parseNetwork(fields.object('network')),
    objective: parseObjective(fields.object('objective')),
    optimizer: parseOptimizer(fields.object('optimizer')),
    training: parseTraining(fields.object('training')),
  };
  fields.done();
  checkConsistency(experiment);
  return experiment;
}

function parseData(fields: Fields): DataSpec {
  const dataset = fields.text('dataset', 200);
  const mode = fields.oneOf('mode', ['patches', 'images']);
  let data: DataSpec;
  if (mode === 'images') {
    data = { dataset, mode, preprocess: fields.oneOf('preprocess', preprocessNames, 'none') };
  } else {
    const preprocess = fields.oneOf('preprocess', preprocessNames, 'ufldl');
    data = {
      dataset,
      mode,
      patchSize: parseSize(fields, 'patchSize', [10, 10]),
      patchCount: fields.integer('patchCount', { min: 1, max: 10_000_000, fallback: 10_000 }),
      whiten: fields.boolean('whiten', preprocess === 'ufldl'),
      preprocess,
    };
  }
  fields.done();
  return data;
}

function parseSize(fields: Fields, key: string, fallback: SizePx): SizePx {
  if (fields.raw(key) === undefined) return fallback;
  const [height, width] = fields.list(key, 2, 2);
  const side = { min: 1, max: 1024 };
  return [
    checkNumber(`${fields.at(key)}.0`, height, side, true),
    checkNumber(`${fields.at(key)}.1`, width, side, true),
  ];
}

function parseSplit(parent: Fields): SplitSpec {
  const fields = parent.raw('split') === undefined ? new Fields({}, 'split') : parent.object('split');
  const fraction = { min: 0, below: 1, fallback: 0.1 };
  const split = { validation: fields.number('validation', fraction), test: fields.number('test', fraction) };
  fields.done();
  return split;
}

function parseNetwork(fields: Fields): NetworkSpec {
  // Not `map`, which would leave the holes of a sparse list unread.
  const layers = Array.from(fields.list('layers', 1, 64), (value, index) =>
    parseLayer(value, `network.layers.${index}`),
  );
  fields.done();
  return { layers };
}

function parseLayer(value: unknown, path: string): LayerSpec {
  const fields = new Fields(value, path);
  const spec = readSpec(layerKinds[fields.oneOf('type', layerTypes)], fields);
  fields.done();
  return spec;
}

function parseObjective(fields: Fields): ObjectiveSpec {
  const objective: ObjectiveSpec = {
    target: fields.oneOf('target', ['input', 'labels']),
    loss: fields.oneOf('loss', lossNames),
    weightDecay: fields.number('weightDecay', { min: 0, max: 1000, fallback: 0 }),
    sparsity: parseSparsity(fields),
    // Absent unless asked for, so that files and checkpoints from before these settings existed stay the same.
    ...optionalNumber(fields, 'activityL1', { min: 0, max: 1000 }),
    ...optionalNumber(fields, 'maxNorm', { above: 0, max: 1000 }),
    ...parseCorruption(fields),
  };
  fields.done();
  return objective;
}

/** `{key: number}`, or nothing where the setting is absent, null or 0. */
function optionalNumber<Key extends string>(
  fields: Fields,
  key: Key,
  rule: NumberRule,
): Partial<Record<Key, number>> {
  const value = fields.raw(key);
  if (value === undefined || value === null) return {};
  const number = fields.number(key, rule);
  return number === 0 ? {} : ({ [key]: number } as Record<Key, number>);
}

function parseCorruption(parent: Fields): { corruption?: CorruptionSpec } {
  const value = parent.raw('corruption');
  if (value === undefined || value === null) return {};
  const fields = parent.object('corruption');
  const type = fields.oneOf('type', ['masking', 'gaussian']);
  const rule = type === 'masking' ? { min: 0, below: 1 } : { min: 0, max: 100 };
  const corruption = { type, amount: fields.number('amount', rule) };
  fields.done();
  return { corruption };
}

function parseSparsity(parent: Fields): SparsitySpec | null {
  const value = parent.raw('sparsity');
  if (value === undefined || value === null) return null;
  const fields = parent.object('sparsity');
  const sparsity = {
    rho: fields.number('rho', { above: 0, below: 1 }),
    beta: fields.number('beta', { min: 0, max: 1000 }),
  };
  fields.done();
  return sparsity;
}

function parseOptimizer(fields: Fields): OptimizerSpec {
  const spec = readSpec(optimizerKinds[fields.oneOf('type', optimizerTypes)], fields);
  fields.done();
  return spec;
}
