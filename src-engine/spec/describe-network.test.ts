import { describe, expect, test } from 'vitest';
import { EngineError } from '../errors';
import { describeNetwork } from './describe-network';
import { parseExperiment } from './parse-experiment';

const tutorial = parseExperiment({
  version: 1,
  name: 'Keras beginner tutorial',
  seed: 1,
  data: { dataset: 'fashion', mode: 'images' },
  network: {
    layers: [
      { type: 'flatten' },
      { type: 'dense', units: 128, activation: 'relu' },
      { type: 'dense', units: 10, activation: 'linear' },
    ],
  },
  objective: { target: 'labels', loss: 'crossEntropy' },
  optimizer: { type: 'adam', learningRate: 0.001 },
  training: { epochs: 10, batchSize: 32 },
});

describe('describeNetwork', () => {
  test('counts the 101,770 parameters of the Keras beginner tutorial', () => {
    const layers = describeNetwork(tutorial, [28, 28, 1], 10);
    expect(layers.map((layer) => layer.outputShape)).toEqual([[784], [128], [10]]);
    expect(layers.map((layer) => layer.parameterCount)).toEqual([0, 100_480, 1_290]);
    expect(layers[1]?.title).toBe('Dense · ReLU');
  });

  test('names the last layer and both counts where the classes do not match', () => {
    const attempt = (): unknown => describeNetwork(tutorial, [28, 28, 1], 7);
    expect(attempt).toThrow(EngineError);
    expect(attempt).toThrow(/network\.layers\.2\.units: expected 7 outputs.*got 10.*28×28×1/);
  });

  test('asks for classes where the data set has none', () => {
    expect(() => describeNetwork(tutorial, [28, 28, 1], 0)).toThrow(/at least 2 classes/);
  });

  test('asks an autoencoder for as many outputs as the input has numbers', () => {
    const objective = { ...tutorial.objective, target: 'input', loss: 'squaredError' } as const;
    expect(() => describeNetwork({ ...tutorial, objective }, [4, 5, 3], 0)).toThrow(
      /expected 60 outputs.*4×5×3/,
    );
  });
});
