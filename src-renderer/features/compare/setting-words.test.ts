/** Exactly the settings that differ, in words. */
import { describe, expect, it } from 'vitest';
import { parseExperiment } from '../../../src-engine';
import type { LiveRun } from '../../stores/live-run';
import { differingSettings, settingText, valueText } from './setting-words';

const base = {
  version: 1,
  name: 'base',
  optimizer: { type: 'sgd', learningRate: 0.1, momentum: 0 },
  seed: 1,
  data: { dataset: 'sample:digits', mode: 'images' },
  network: {
    layers: [
      { type: 'dense', units: 32, activation: 'relu' },
      { type: 'dropout', rate: 0.2 },
      { type: 'dense', units: 10, activation: 'softmax' },
    ],
  },
  objective: { target: 'labels', loss: 'crossEntropy' },
  training: { epochs: 2, batchSize: 10 },
};

const runOf = (change: object): { run: LiveRun } => {
  const detail = { experiment: parseExperiment({ ...base, ...change }) };
  return { run: { detail } as unknown as LiveRun };
};

describe('differingSettings', () => {
  it('lists what differs between any two runs, and nothing else', () => {
    const layers = (rate: number) => ({
      network: {
        layers: base.network.layers.map((layer) => (layer.type === 'dropout' ? { ...layer, rate } : layer)),
      },
    });
    const settings = differingSettings([runOf({}), runOf(layers(0.5)), runOf({ seed: 2, name: 'another' })]);
    expect(settings.map(({ name, texts }) => [name, ...texts])).toEqual([
      ['Layer 2: rate p', '0.2', '0.5', '0.2'],
      ['Seed', '1', '1', '2'],
    ]);
  });

  it('shows an optimiser of another kind as a whole, in words', () => {
    const adam = { optimizer: { type: 'adam', learningRate: 0.001 } };
    const sgd = { optimizer: { type: 'sgd', learningRate: 0.1, momentum: 0.9 } };
    const [optimiser] = differingSettings([runOf(adam), runOf(sgd)]);
    expect(optimiser.name).toBe('Optimiser');
    expect(optimiser.texts[1]).toBe('Gradient descent (α 0.1, μ 0.9)');
  });

  it('finds nothing between repetitions', () => {
    expect(differingSettings([runOf({ name: 'a' }), runOf({ name: 'b' })])).toEqual([]);
  });
});

describe('words', () => {
  it('say values as people do', () => {
    const experiment = parseExperiment({ ...base, optimizer: { type: 'adam', learningRate: 0.001 } });
    expect(valueText('network.layers.0.init', experiment)).toBe('He');
    expect(valueText('network.layers.0.activation', experiment)).toBe('ReLU');
    expect(valueText('optimizer.beta1', experiment)).toBe('0.9');
    expect(valueText('objective.maxNorm', experiment)).toBe('–');
    expect(settingText([10, 12])).toBe('10×12');
    expect(settingText(null)).toBe('–');
    expect(settingText(0.0001)).toBe('1e-4');
  });
});
