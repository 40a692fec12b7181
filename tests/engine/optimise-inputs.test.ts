/** Inputs found by ascent against what is known of linear units, of rough pictures, and of units that see nothing. */
import { describe, expect, test } from 'vitest';
import { optimiseInputs } from '../../src-engine/inspect/optimise-inputs';
import { TrainedNetwork } from '../../src-engine/inspect/trained-network';
import type { OpenOptions } from '../../src-engine/inspect/trained-network';
import { EngineError } from '../../src-engine/errors';
import { createRandom } from '../../src-engine/random';
import { simdBytes } from './simd-bytes';
import { checkpointOf, experimentOf } from './trained';

const wasm = simdBytes();
const shape = [5, 6, 1] as const;
const goOn = (): void => undefined;

function open(
  layers: readonly Record<string, unknown>[],
  parameters: Float32Array,
  options: Omit<OpenOptions, 'rows'> = { kernelsWasm: wasm },
  classCount = 3,
): TrainedNetwork {
  const experiment = experimentOf(layers);
  return new TrainedNetwork(
    { experiment, sampleShape: shape, classCount, checkpoint: checkpointOf(experiment, parameters) },
    { ...options, rows: 2 },
  );
}

function normals(count: number, seed = 1): Float32Array {
  const random = createRandom(seed, 'check');
  return Float32Array.from({ length: count }, random.normal);
}

function normOf(values: ArrayLike<number>): number {
  return Math.hypot(...Array.from(values));
}

/** λ/2 Σ of squared differences of neighbours. */
function roughness(picture: ArrayLike<number>, lambda: number): number {
  let sum = 0;
  for (let y = 0; y < 5; y += 1) {
    for (let x = 0; x < 6; x += 1) {
      if (x < 5) sum += (picture[y * 6 + x] - picture[y * 6 + x + 1]) ** 2;
      if (y < 4) sum += (picture[y * 6 + x] - picture[y * 6 + x + 6]) ** 2;
    }
  }
  return (lambda / 2) * sum;
}

describe('optimised inputs', () => {
  test.each<[string, OpenOptions['kernelsWasm']]>([
    ['simd', wasm],
    ['reference', null],
  ])('of units that are linear in the input are W/‖W‖ on %s kernels', (_name, kernelsWasm) => {
    // Saturated far from the origin, which is no business of the ascent before the nonlinearity.
    const parameters = normals(3 * 30 + 3).map((value) => 20 * value);
    const network = open([{ type: 'dense', units: 3, activation: 'sigmoid' }], parameters, { kernelsWasm });
    const { inputs, activations } = optimiseInputs(network, 0, [0, 1, 2], { smoothness: 0, watch: goOn });
    for (let unit = 0; unit < 3; unit += 1) {
      const weights = parameters.subarray(unit * 30, (unit + 1) * 30);
      const norm = normOf(weights);
      weights.forEach((weight, i) => {
        expect(Math.abs(inputs[unit * 30 + i] - weight / norm)).toBeLessThan(1e-4);
      });
      expect(activations[unit] / (norm + parameters[90 + unit])).toBeCloseTo(1, 5);
    }
  });

  test('give up activation for smoothness, and no other picture of norm 1 is better at both', () => {
    const parameters = normals(3 * 30 + 3, 2);
    const network = open([{ type: 'dense', units: 3, activation: 'linear' }], parameters);
    const weights = parameters.subarray(30, 60);
    const norm = normOf(weights);
    const lambda = 0.7;
    const height = (picture: ArrayLike<number>): number =>
      Array.from(picture).reduce((sum, value, i) => sum + (value * weights[i]) / norm, 0) -
      roughness(picture, lambda);
    const bare = optimiseInputs(network, 0, [1], { smoothness: 0, watch: goOn }).inputs;
    const { inputs } = optimiseInputs(network, 0, [1], { smoothness: lambda, watch: goOn });
    expect(normOf(inputs)).toBeLessThanOrEqual(1 + 1e-6);
    expect(roughness(inputs, 1)).toBeLessThan(0.5 * roughness(bare, 1));
    expect(height(inputs)).toBeGreaterThan(height(bare));
    const random = createRandom(3, 'check');
    for (let trial = 0; trial < 300; trial += 1) {
      const size = 0.3 * random.uniform();
      const other = inputs.map((value) => value + size * random.normal());
      const scale = Math.max(1, normOf(other));
      expect(height(other.map((value) => value / scale))).toBeLessThan(height(inputs) + 1e-3);
    }
  });

  test('of a deeper unit excite it more than any of many pictures of norm 1', () => {
    const layers = [
      { type: 'conv2d', filters: 4, kernelSize: 3, activation: 'relu' },
      { type: 'pool2d', kind: 'mean', region: [3, 2] },
      { type: 'dense', units: 5, activation: 'tanh' },
    ];
    const network = open(layers, normals(4 * 9 + 4 + 5 * 8 + 5, 4), { kernelsWasm: wasm }, 5);
    const { inputs, activations } = optimiseInputs(network, 2, [0, 1, 2, 3, 4], {
      smoothness: 0,
      watch: goOn,
    });
    const random = createRandom(6, 'check');
    for (let unit = 0; unit < 5; unit += 1) {
      const picture = inputs.slice(unit * 30, (unit + 1) * 30);
      expect(normOf(picture)).toBeLessThanOrEqual(1 + 1e-6);
      const [value] = network.unitGradients(2, 'preactivation', picture, [unit]).values;
      expect(value).toBeCloseTo(activations[unit], 5);
      for (let trial = 0; trial < 100; trial += 1) {
        const other = Float32Array.from({ length: 30 }, random.normal);
        const norm = normOf(other);
        const scaled = other.map((number) => number / norm);
        expect(network.unitGradients(2, 'preactivation', scaled, [unit]).values[0]).toBeLessThan(value);
      }
    }
  });

  test('find a unit that is blind at the origin, and are zeros for one that sees nothing', () => {
    const layers = [
      { type: 'dense', units: 2, activation: 'relu' },
      { type: 'dense', units: 3, activation: 'linear' },
    ];
    const parameters = new Float32Array(62 + 9);
    // The first hidden unit is silent up to 0.05 and then follows its weights; the second is silent always.
    parameters.set(normals(30, 7), 0);
    parameters.set([-0.05, -1], 60);
    parameters.set([1, 0, 0, 1, 0, 0], 62);
    const network = open(layers, parameters);
    const { inputs } = optimiseInputs(network, 1, [0, 1], { smoothness: 0, watch: goOn });
    const norm = normOf(parameters.subarray(0, 30));
    for (let i = 0; i < 30; i += 1) expect(Math.abs(inputs[i] - parameters[i] / norm)).toBeLessThan(1e-4);
    expect(inputs.subarray(30).every((value) => value === 0)).toBe(true);
  });

  test('leave the origin, where max-pooling sees the same everywhere and each way down looks like one up', () => {
    const layers = [
      { type: 'conv2d', filters: 2, kernelSize: 1, activation: 'linear' },
      { type: 'pool2d', kind: 'max', region: [5, 6] },
      { type: 'dense', units: 3, activation: 'linear' },
    ];
    // z = −1.1 max x + min x. All is equal at 0, the slope there is that of the first place alone, and misleads.
    const parameters = new Float32Array(4 + 9);
    parameters.set([1, -1, 0, 0, -1.1, -1], 0);
    const network = open(layers, parameters);
    const height = (picture: readonly number[]): number => -1.1 * Math.max(...picture) + Math.min(...picture);
    const { inputs, activations } = optimiseInputs(network, 2, [0], { smoothness: 0, watch: goOn });
    expect(normOf(inputs)).toBeCloseTo(1, 5);
    expect(activations[0]).toBeCloseTo(height([...inputs]), 5);
    const random = createRandom(9, 'check');
    for (let trial = 0; trial < 100; trial += 1) {
      const other = Array.from({ length: 30 }, () => random.normal());
      expect(height(other) / normOf(other)).toBeLessThan(activations[0]);
    }
  });

  test('follow a sample where the unit is blind to all pictures as faint as those of norm 1', () => {
    const layers = [
      { type: 'dense', units: 2, activation: 'relu' },
      { type: 'dense', units: 3, activation: 'linear' },
    ];
    const parameters = new Float32Array(62 + 9);
    const weights = normals(30, 7);
    const norm = normOf(weights);
    // The first hidden unit needs a picture of norm 3 at least; the second is silent always.
    parameters.set(weights, 0);
    parameters.set([-3 * norm, -1], 60);
    parameters.set([1, 0, 0, 1, 0, 0, 0.25, 0.5, 0], 62);
    const network = open(layers, parameters);
    const sample = normals(30, 8).map((value, i) => 5 * (weights[i] / norm) + 0.2 * value);
    const sampleFor = (): Float32Array => sample;
    for (const smoothness of [0, 0.1]) {
      const options = { smoothness, watch: goOn };
      const without = optimiseInputs(network, 1, [0, 1], options);
      expect(without.inputs.every((value) => value === 0)).toBe(true);
      const { inputs, activations } = optimiseInputs(network, 1, [0, 1], { ...options, sampleFor });
      const cosine = inputs.subarray(0, 30).reduce((sum, value, i) => sum + (value * weights[i]) / norm, 0);
      expect(cosine).toBeGreaterThan(smoothness === 0 ? 0.9999 : 0.9);
      expect(normOf(inputs.subarray(0, 30))).toBeCloseTo(1, 5);
      // What it says at norm 1, where it is blind: its bias.
      expect(activations[0]).toBeCloseTo(0.25, 6);
      expect(inputs.subarray(30).every((value) => value === 0)).toBe(true);
    }
  });

  test('are given up where their watcher throws', () => {
    const network = open([{ type: 'dense', units: 3, activation: 'sigmoid' }], normals(93));
    const watch = (): never => {
      throw new EngineError('cancelled', 'Enough.');
    };
    expect(() => optimiseInputs(network, 0, [0], { smoothness: 0.1, watch })).toThrow('Enough.');
  });
});
