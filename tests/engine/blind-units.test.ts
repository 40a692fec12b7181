/** Deep units that see nothing in faint pictures: pictured by way of their strongest samples, and not called dead. */
import { describe, expect, test } from 'vitest';
import { prepareSamples } from '../../src-engine/data/prepare-samples';
import { answerLayer, answerUnit } from '../../src-engine/inspect/answer-units';
import { Inspection } from '../../src-engine/inspect/inspection';
import { TrainedNetwork } from '../../src-engine/inspect/trained-network';
import { createRandom } from '../../src-engine/random';
import { simdBytes } from './simd-bytes';
import { checkpointOf, experimentOf } from './trained';

const side = 8;
/** Four pixels of norm 1 sum to 2 at most, those of samples to 4. */
const threshold = 2.001;

const experiment = experimentOf(
  [
    { type: 'conv2d', filters: 2, kernelSize: 2, stride: 2, activation: 'relu' },
    { type: 'conv2d', filters: 3, kernelSize: 2, activation: 'relu' },
    { type: 'dense', units: 2, activation: 'softmax' },
  ],
  { objective: { target: 'labels', loss: 'crossEntropy' }, split: { validation: 0, test: 0 } },
);

/**
 * The first filter is the sum of a window less 2.001, the second is silent on every sample; in the second layer the first unit
 * adds the first filter's four places, the second those of the silent one, and the third has no weights but a bias.
 */
function parameters(): Float32Array {
  const values = new Float32Array(8 + 2 + 24 + 3 + 2 * 27 + 2);
  values.fill(1, 0, 4);
  values.fill(-1, 4, 8);
  values.set([-threshold, -threshold], 8);
  for (let place = 0; place < 4; place += 1) {
    values[10 + 2 * place] = 1;
    values[10 + 8 + 2 * place + 1] = 1;
  }
  values[10 + 24 + 2] = 1;
  return values;
}

/** Σ max(0, Σ of a window − 2.001) over the four windows of a picture of 4×4. */
function excitement(picture: ArrayLike<number>): number {
  let sum = 0;
  for (const corner of [0, 2, 8, 10]) {
    const window = picture[corner] + picture[corner + 1] + picture[corner + 4] + picture[corner + 5];
    sum += Math.max(0, window - threshold);
  }
  return sum;
}

describe('units behind biases that no picture of norm 1 overcomes', () => {
  const random = createRandom(4, 'sample');
  const samples = prepareSamples(experiment, {
    count: 40,
    height: side,
    width: side,
    channels: 1,
    pixels: Uint8Array.from({ length: 40 * side * side }, () => random.integer(256)),
    labels: Int32Array.from({ length: 40 }, (_, index) => index % 2),
    classNames: ['a', 'b'],
  });
  const checkpoint = checkpointOf(experiment, parameters());
  const source = { experiment, sampleShape: samples.shape, classCount: 2, checkpoint };
  const network = new TrainedNetwork(source, { kernelsWasm: simdBytes(), rows: 16 });
  const inspection = new Inspection(experiment, samples, network, () => undefined);

  test.each([0, 0.1])('have pictures where a sample excites them, with smoothness %d', (smoothness) => {
    const { filters, kind, health } = answerLayer(inspection, { layer: 1, smoothness });
    expect([kind, filters.units, filters.height, filters.width]).toEqual(['optimised', 3, 4, 4]);
    expect(Math.hypot(...filters.values.subarray(0, 16))).toBeCloseTo(1, 5);
    expect(filters.values.subarray(16).every((value) => value === 0)).toBe(true);
    expect(health.units[0].activeShare).toBeGreaterThan(0.3);
    expect(health.units.map(({ marks }) => marks.includes('dead'))).toEqual([false, true, true]);
    expect(health.counts.dead).toBe(2);
    expect(health.units.slice(1).map(({ noise, gabor }) => [noise, gabor])).toEqual([
      [null, null],
      [null, null],
    ]);
  });

  test('are excited more by that picture than by their strongest sample, as bright as it', () => {
    const { optimised, optimisedActivation, top, topActivations } = answerUnit(inspection, {
      layer: 1,
      unit: 0,
      smoothness: 0,
    });
    const brightness = Math.hypot(...top[0].values);
    expect(excitement(top[0].values)).toBeCloseTo(topActivations[0], 5);
    expect(excitement(optimised.values.map((value) => value * brightness))).toBeGreaterThan(
      topActivations[0],
    );
    expect(optimisedActivation).toBe(0);
  });
});
