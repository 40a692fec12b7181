/** Health of sets of filters that are known to be good or bad, the settings it reads, and the advice it gives. */
import { describe, expect, it } from 'vitest';
import { EngineError } from '../errors';
import { createRandom } from '../random';
import { parseExperiment } from '../spec/parse-experiment';
import { assessHealth, noiseShares } from './health';
import { layerSetting } from './layer-setting';
import type { LayerHealth } from '../worker/inspect-protocol';
import type { Activity } from './activity';
import type { FilterPictures } from './filter-pictures';
import type { LayerSetting } from './layer-setting';

const units = 20;

const setting: LayerSetting = {
  activation: 'relu',
  activationLayer: 0,
  dropoutRate: 0,
  sparsity: null,
  activityL1: 0,
  weightDecay: 0.0001,
  learningRate: 0.1,
  startsEqual: false,
  isOutput: false,
};

function set(value: (unit: number, x: number, y: number) => number, side = 10): FilterPictures {
  const values = Float32Array.from({ length: units * side * side }, (_, i) => {
    const pixel = i % (side * side);
    return value(Math.floor(i / (side * side)), pixel % side, Math.floor(pixel / side));
  });
  return { units, height: side, width: side, channels: 1, values };
}

/** Gabors of all directions, each at a place of its own. */
const gaborBank = set((unit, x, y) => {
  const angle = (unit * Math.PI) / units;
  const right = x - 3 - (unit % 4);
  const up = 3 + (unit % 3) - y;
  const across = up * Math.cos(angle) - right * Math.sin(angle);
  const wave = Math.cos(2 * Math.PI * (0.12 + 0.004 * unit) * across + unit);
  return Math.exp(-(right * right + up * up) / 8) * wave;
});

function whiteNoise(side = 10): FilterPictures {
  const random = createRandom(3, 'check', side);
  return set(() => random.normal(), side);
}

/** The same for all units. */
function activity(activeShare: number, saturatedShare = 0, deviation = 0.1): Activity {
  return {
    activeShares: new Float32Array(units).fill(activeShare),
    saturatedShares: new Float32Array(units).fill(saturatedShare),
    deviations: new Float32Array(units).fill(deviation),
  };
}

function healthOf(pictures: FilterPictures, how: Activity, change: Partial<LayerSetting> = {}): LayerHealth {
  return assessHealth(pictures, how, { ...setting, ...change });
}

describe('assessHealth', () => {
  it('finds nothing wrong with a bank of Gabors that are active now and then', () => {
    const { counts, advice, units: each } = healthOf(gaborBank, activity(0.2));
    expect(counts).toEqual({ dead: 0, saturated: 0, duplicate: 0, noisy: 0, gabor: units });
    expect(advice).toEqual([
      '20 of 20 units look like Gabor functions: edges or bars, as simple cells prefer them.',
    ]);
    expect(each[3].gabor?.r2).toBeGreaterThan(0.95);
    expect(each[3].noise).toBeLessThan(0.3);
  });

  it('does not take a Gabor of high frequency for noise', () => {
    const fine = set((unit, x, y) => Math.exp(-((x - 5) ** 2 + (y - 4) ** 2) / 9) * Math.cos(2.3 * x + unit));
    const { counts, units: each } = healthOf(fine, activity(0.2));
    expect(each[0].noise).toBeGreaterThan(0.55);
    expect([counts.gabor, counts.noisy]).toEqual([units, 0]);
  });

  it.each([5, 7, 10, 16])('calls white noise of %i pixels a side noisy and no Gabor', (side) => {
    const { counts, advice } = healthOf(whiteNoise(side), activity(0.5));
    expect(counts).toEqual({ dead: 0, saturated: 0, duplicate: 0, noisy: units, gabor: 0 });
    expect(advice).toEqual([
      '20 of 20 units are noise: train longer, raise the weight decay (λ = 0.0001) or use more samples.',
    ]);
  });

  it('cannot tell noise in pictures of 3 pixels a side', () => {
    const { counts, units: each } = healthOf(whiteNoise(3), activity(0.5));
    expect([counts.noisy, counts.gabor, each[0].noise, each[0].gabor]).toEqual([0, 0, null, null]);
  });

  it('calls units of zero weights dead and nothing else', () => {
    const { counts, units: each } = healthOf(
      set(() => 0),
      activity(1, 1),
    );
    expect(counts).toEqual({ dead: units, saturated: 0, duplicate: 0, noisy: 0, gabor: 0 });
    expect(each[0]).toMatchObject({ marks: ['dead'], similarity: 0, noise: null, gabor: null });
  });

  it('says nothing bad of a unit for an optimised picture of zeros, and compares it by weights', () => {
    const pictures = { ...gaborBank, values: gaborBank.values.slice() };
    pictures.values.fill(0, 300, 500);
    const weights = whiteNoise(3);
    weights.values.copyWithin(3 * 9, 7 * 9, 8 * 9);
    weights.values.fill(0, 5 * 9, 6 * 9);
    const how = activity(0.16);
    how.activeShares[4] = 0;
    const { counts, units: each } = assessHealth(pictures, how, setting, weights);
    expect(each[3]).toMatchObject({ marks: ['duplicate'], twin: 7, similarity: 1, noise: null, gabor: null });
    expect(each[4]).toMatchObject({ marks: ['dead'], noise: null, gabor: null });
    expect(each[4].similarity).toBeGreaterThan(0);
    expect(each[5].marks).toEqual(['dead', 'gabor']);
    expect(counts.dead).toBe(2);
    const pooled = assessHealth(pictures, how, setting, null).units;
    expect(pooled[3]).toMatchObject({ marks: [], similarity: 0, noise: null, gabor: null });
    expect(pooled[4].marks).toEqual(['dead']);
  });

  it('calls a rectified unit dead that is never active', () => {
    const how = activity(0.2);
    how.activeShares.fill(0, 0, 7);
    const { counts, advice, units: each } = healthOf(gaborBank, how);
    expect(counts.dead).toBe(7);
    expect(each[6].marks).toEqual(['dead', 'gabor']);
    expect(advice[0]).toBe('7 of 20 units are dead: lower the learning rate (0.1) or use leaky ReLU.');
  });

  it('calls a sigmoid dead that always says the same, but not one that is seldom active', () => {
    expect(healthOf(gaborBank, activity(0, 0, 0.001), { activation: 'sigmoid' }).counts.dead).toBe(units);
    expect(healthOf(gaborBank, activity(0.001, 0, 0.0075), { activation: 'sigmoid' }).counts.dead).toBe(0);
  });

  it('calls units saturated that are at an end of their range, not dead', () => {
    const { counts, advice } = healthOf(gaborBank, activity(1, 0.9, 0), {
      activation: 'tanh',
      learningRate: 2,
    });
    expect([counts.saturated, counts.dead]).toEqual([units, 0]);
    expect(advice[0]).toBe(
      '20 of 20 units are saturated, at an end of the range nearly always: lower the learning rate (2), ' +
        'raise the weight decay (λ = 0.0001) or use ReLU in place of tanh.',
    );
  });

  it('finds copies, also scaled and slightly changed ones', () => {
    const random = createRandom(9, 'check');
    const values = gaborBank.values.slice();
    for (let i = 0; i < 100; i += 1) values[500 + i] = 3 * values[i] + 0.03 * random.normal();
    const { counts, advice, units: each } = healthOf({ ...gaborBank, values }, activity(0.2));
    expect(counts.duplicate).toBe(2);
    expect([each[0].twin, each[5].twin]).toEqual([5, 0]);
    expect(advice[0]).toBe(
      '2 of 20 units are nearly the same as another one: use fewer units or add dropout, which keeps them apart.',
    );
  });

  it('takes a negative for a copy where the activation is odd about its middle', () => {
    const values = gaborBank.values.slice();
    for (let i = 0; i < 100; i += 1) values[500 + i] = -values[i];
    const pictures = { ...gaborBank, values };
    expect(healthOf(pictures, activity(0.2), { activation: 'tanh' }).counts.duplicate).toBe(2);
    const rectified = healthOf(pictures, activity(0.2));
    expect(rectified.counts.duplicate).toBe(0);
    expect(rectified.units[0]).toMatchObject({ twin: 5, similarity: 1 });
  });

  it('says that all is well where nothing is to be said', () => {
    const { advice } = healthOf(whiteNoise(3), activity(0.5));
    expect(advice).toEqual(['None of the 20 units is dead, saturated, noise or a copy of another.']);
  });

  it('refuses the activity of another layer', () => {
    const how = { ...activity(0.1), activeShares: new Float32Array(3) };
    expect(() => healthOf(gaborBank, how)).toThrow(EngineError);
  });
});

describe('advice', () => {
  const dead = (change: Partial<LayerSetting>): string =>
    healthOf(
      set(() => 0),
      activity(0),
      change,
    ).advice[0];

  it('fits the experiment', () => {
    expect(dead({ sparsity: { rho: 0.01, beta: 3 }, activation: 'sigmoid' })).toBe(
      '20 of 20 units are dead: raise ρ (0.01) or lower β (3).',
    );
    expect(dead({ dropoutRate: 0.8 })).toBe(
      '20 of 20 units are dead: lower the learning rate (0.1), lower the dropout rate (0.8) or use leaky ReLU.',
    );
    expect(dead({ activation: 'leakyRelu' })).toBe('20 of 20 units are dead: lower the learning rate (0.1).');
    expect(dead({ activation: 'tanh', weightDecay: 0.01 })).toContain('lower the weight decay (λ = 0.01)');
    expect(dead({ activityL1: 0.2 })).toContain('lower the L1 penalty on activations (0.2)');
    expect(dead({ startsEqual: true })).toContain('start from random weights');
  });

  it('speaks of one unit in the singular', () => {
    const how = activity(0.2);
    how.activeShares[4] = 0;
    expect(healthOf(gaborBank, how).advice[0]).toContain('1 of 20 units is dead');
  });
});

describe('layerSetting', () => {
  const layers = [
    { type: 'conv2d', filters: 4, kernelSize: 3, activation: 'linear' },
    { type: 'batchNorm' },
    { type: 'activation', activation: 'relu' },
    { type: 'dropout', rate: 0.3 },
    { type: 'flatten' },
    { type: 'dense', units: 8, activation: 'sigmoid', init: 'zeros' },
    { type: 'dense', units: 2, activation: 'softmax' },
  ];
  const experiment = parseExperiment({
    version: 1,
    name: 'Setting',
    seed: 1,
    data: { dataset: 'none', mode: 'images' },
    network: { layers },
    objective: {
      target: 'labels',
      loss: 'crossEntropy',
      weightDecay: 0.01,
      sparsity: { rho: 0.05, beta: 3 },
    },
    optimizer: { type: 'adam', learningRate: 0.002 },
    training: { epochs: 1, batchSize: 2 },
  });

  it('finds the activation and the dropout that belong to a layer', () => {
    const found = {
      activation: 'relu',
      activationLayer: 2,
      dropoutRate: 0.3,
      sparsity: null,
      isOutput: false,
    };
    expect(layerSetting(experiment, 0)).toMatchObject({ ...found, learningRate: 0.002, weightDecay: 0.01 });
  });

  it('gives the sparsity to hidden sigmoids alone', () => {
    const hidden = {
      activation: 'sigmoid',
      activationLayer: 5,
      sparsity: { rho: 0.05, beta: 3 },
      startsEqual: true,
    };
    expect(layerSetting(experiment, 5)).toMatchObject({ ...hidden, dropoutRate: 0 });
    expect(layerSetting(experiment, 6)).toMatchObject({
      activation: 'softmax',
      sparsity: null,
      isOutput: true,
    });
  });
});

describe('noiseShares', () => {
  it('of a grating is nothing or all, by its frequency', () => {
    const slow = noiseShares(set((_, x) => Math.cos(0.2 * Math.PI * x), 20));
    const fast = noiseShares(set((_, x) => Math.cos(0.8 * Math.PI * x), 20));
    expect(slow[0]).toBeLessThan(0.1);
    expect(fast[0]).toBeGreaterThan(0.9);
  });

  it('does not depend on the mean', () => {
    const pictures = whiteNoise();
    const lifted = { ...pictures, values: pictures.values.map((value) => value + 5) };
    noiseShares(lifted).forEach((share, unit) =>
      expect(share).toBeCloseTo(noiseShares(pictures)[unit] ?? NaN, 4),
    );
  });
});
