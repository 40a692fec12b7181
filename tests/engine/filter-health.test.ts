/** The health of filters after real trainings: one that learns edges, and some that are known to go wrong. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { prepareSamples } from '../../src-engine/data/prepare-samples';
import { parseExperiment, sampleSets } from '../../src-engine/index';
import type { Experiment, LayerHealth, PackedPictures } from '../../src-engine/index';
import { createActivityCounter } from '../../src-engine/inspect/activity';
import { assessHealth } from '../../src-engine/inspect/health';
import { layerSetting } from '../../src-engine/inspect/layer-setting';
import { similarityOrder, cosineMatrix } from '../../src-engine/inspect/similarity';
import { TrainingSession } from '../../src-engine/train/session';
import { simdBytes } from './simd-bytes';

const patience = 180_000;
const units = 100;
const inputs = 100;
/** Samples whose activations are looked at. */
const looked = 2000;

/** The preset, shorter; what is given replaces what it says. */
function experimentWith(changes: Readonly<Record<string, unknown>>, activation = 'sigmoid'): Experiment {
  const file = new URL('../../resources/presets/learn-edges.json', import.meta.url);
  const preset = parseExperiment(JSON.parse(readFileSync(file, 'utf8')));
  const [hidden, output] = preset.network.layers;
  const training = { ...preset.training, epochs: 16 };
  const network = { layers: [{ ...hidden, activation }, output] };
  return parseExperiment({ ...preset, training, network, ...changes });
}

function deadLeaves(): PackedPictures {
  const set = sampleSets.find(({ name }) => name === 'dead-leaves');
  if (set === undefined) throw new Error('the built-in set dead-leaves is gone');
  const { count, heightPx: side } = set;
  const pixels = new Uint8Array(count * side * side);
  for (let index = 0; index < count; index += 1) pixels.set(set.picture(index), index * side * side);
  const labels = new Int32Array(count).fill(-1);
  return { count, height: side, width: side, channels: 1, pixels, labels, classNames: [] };
}

/** Trains and assesses the hidden layer with activations computed here, from the weights alone. */
function trainedHealth(experiment: Experiment): { health: LayerHealth; neighbours: number } {
  const samples = prepareSamples(experiment, deadLeaves());
  const session = new TrainingSession(experiment, samples, simdBytes());
  while (!session.finished) {
    session.trainBatch();
    if (session.epochComplete) session.endEpoch();
  }
  const weights = new Float32Array(session.weights().buffer);
  const setting = layerSetting(experiment, 0);
  const counter = createActivityCounter(units, setting.activation, setting.sparsity !== null);
  const row = new Float64Array(units);
  for (const sample of samples.train.subarray(0, looked)) {
    for (let unit = 0; unit < units; unit += 1) {
      let sum = weights[units * inputs + unit];
      for (let i = 0; i < inputs; i += 1)
        sum += weights[unit * inputs + i] * samples.inputs[sample * inputs + i];
      row[unit] = setting.activation === 'relu' ? Math.max(0, sum) : 1 / (1 + Math.exp(-sum));
    }
    counter.add(row, 0, 1);
  }
  const filters = session.filters();
  const cosines = cosineMatrix(filters);
  const order = similarityOrder(cosines, units);
  const neighbours = order
    .subarray(1)
    .reduce((sum, unit, i) => sum + Math.abs(cosines[order[i] * units + unit]), 0);
  return { health: assessHealth(filters, counter.measure(), setting), neighbours: neighbours / (units - 1) };
}

describe('health after training', () => {
  it(
    'finds nothing wrong with learned edges, most of which are Gabors',
    () => {
      const { health, neighbours } = trainedHealth(experimentWith({}));
      const { dead, saturated, duplicate, noisy, gabor } = health.counts;
      expect({ dead, saturated, duplicate, noisy }).toEqual({
        dead: 0,
        saturated: 0,
        duplicate: 0,
        noisy: 0,
      });
      expect(gabor).toBeGreaterThanOrEqual(75);
      expect(health.advice).toHaveLength(1);
      expect(neighbours).toBeGreaterThan(0.5);
    },
    patience,
  );

  it(
    'finds noise where nothing keeps weights small or activations sparse',
    () => {
      const objective = { target: 'input', loss: 'squaredError', weightDecay: 0, sparsity: null };
      const { counts, advice } = trainedHealth(experimentWith({ objective })).health;
      expect(counts.noisy).toBeGreaterThanOrEqual(70);
      expect(counts.gabor).toBe(0);
      expect(advice[0]).toContain('are noise: train longer, add weight decay or use more samples.');
    },
    patience,
  );

  it(
    'finds rectified units that a wild learning rate has killed',
    () => {
      const wild = experimentWith(
        {
          optimizer: { type: 'adam', learningRate: 0.5 },
          objective: { target: 'input', loss: 'squaredError', weightDecay: 0.0001, sparsity: null },
          training: { epochs: 1, batchSize: 256 },
        },
        'relu',
      );
      const { counts, advice } = trainedHealth(wild).health;
      expect(counts.dead).toBeGreaterThanOrEqual(50);
      expect(advice[0]).toBe(
        `${counts.dead} of 100 units are dead: lower the learning rate (0.5) or use leaky ReLU.`,
      );
    },
    patience,
  );

  it(
    'finds copies where all weights began at zero',
    () => {
      const layers = [
        { type: 'dense', units, activation: 'sigmoid', init: { type: 'zeros' } },
        { type: 'dense', units: inputs, activation: 'sigmoid', init: { type: 'zeros' } },
      ];
      const equal = experimentWith({ network: { layers }, training: { epochs: 1, batchSize: 256 } });
      const { counts, advice } = trainedHealth(equal).health;
      expect(counts.duplicate).toBe(units);
      expect(advice.join(' ')).toContain('start from random weights');
    },
    patience,
  );
});
