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

  test('counts the 34,826 parameters of the Keras MNIST convnet', () => {
    const layers = [
      { type: 'conv2d', filters: 32, kernelSize: 3, activation: 'relu' },
      { type: 'pool2d', region: 2 },
      { type: 'conv2d', filters: 64, kernelSize: [3, 3], activation: 'relu' },
      { type: 'pool2d', region: [2, 2] },
      { type: 'flatten' },
      { type: 'dropout', rate: 0.5 },
      { type: 'dense', units: 10, activation: 'softmax' },
    ];
    const convnet = parseExperiment({ ...tutorial, network: { layers } });
    const described = describeNetwork(convnet, [28, 28, 1], 10);
    expect(described.map((layer) => layer.outputShape)).toEqual([
      [26, 26, 32],
      [13, 13, 32],
      [11, 11, 64],
      [5, 5, 64],
      [1600],
      [1600],
      [10],
    ]);
    expect(described.map((layer) => layer.parameterCount)).toEqual([320, 0, 18_496, 0, 0, 0, 16_010]);
    expect(described.reduce((sum, layer) => sum + layer.parameterCount, 0)).toBe(34_826);
    expect(described[0]?.title).toBe('Conv 3×3 · ReLU');
    expect(described[1]?.title).toBe('Max pool 2×2');
  });

  test.each([
    [
      [{ type: 'conv2d', filters: 4, kernelSize: 5 }],
      /^Layer 1 \(Conv 5×5 · ReLU\) needs at least 5×5, got 3×4×2\. Use a smaller kernel/,
    ],
    [
      [{ type: 'conv2d', filters: 4, kernelSize: [1, 3], dilation: [1, 3], padding: 1 }],
      /^Layer 1 \(Conv 1×3, padding 1, dilation 1×3 · ReLU\) needs at least 1×5, got 3×4×2/,
    ],
    [
      [{ type: 'flatten' }, { type: 'pool2d', kind: 'mean', region: 2 }],
      /^Layer 2 \(Mean pool 2×2\) needs a picture of height × width × channels, got 24 numbers in a row\. Put a reshape/,
    ],
    [
      [
        { type: 'pool2d', region: 3 },
        { type: 'pool2d', region: 2 },
      ],
      /^Layer 2 \(Max pool 2×2\) needs at least 2×2, got 1×1×2/,
    ],
    [
      [
        { type: 'dense', units: 10, activation: 'relu' },
        { type: 'reshape', shape: [3, 3, 1] },
      ],
      /^Layer 2 \(Reshape 3×3×1\) needs 9 numbers, got 10 from 10\. Choose a shape/,
    ],
    [
      [{ type: 'convTranspose2d', filters: 2, kernelSize: 1, padding: 2 }],
      /^Layer 1 \(Transposed conv 1×1, padding 2 · ReLU\) would put out -1×0 pixels from 3×4×2/,
    ],
    [
      [{ type: 'upsample2d' }, { type: 'flatten' }, { type: 'upsample2d' }],
      /^Layer 3 \(Upsample 2×2\) needs a picture/,
    ],
    [
      [
        { type: 'dense', units: 5, activation: 'relu' },
        { type: 'dense', units: 23, activation: 'relu', tiedTo: 0 },
      ],
      /^Layer 2 \(Dense · ReLU · tied to layer 1\) needs 5 inputs and 24 units to use the weights of layer 1/,
    ],
  ])('explains %j at the layer that is wrong', (layers, message) => {
    const output = { type: 'dense', units: 10, activation: 'softmax' };
    const experiment = parseExperiment({ ...tutorial, network: { layers: [...layers, output] } });
    let caught: unknown;
    try {
      describeNetwork(experiment, [3, 4, 2], 10);
    } catch (error) {
      caught = error;
    }
    expect(caught).toBeInstanceOf(EngineError);
    const { kind, place, message: text } = caught as EngineError;
    expect(text).toMatch(message);
    expect(kind).toBe('shape');
    expect(place.layer).toBe(layers.length - 1);
    expect(place.field).toMatch(`network.layers.${layers.length - 1}`);
  });

  test('follows pictures through a convolutional autoencoder back to their size', () => {
    const layers = [
      { type: 'conv2d', filters: 8, stride: 2, padding: 'same', activation: 'relu' },
      { type: 'conv2d', filters: 4, padding: 1, activation: 'relu' },
      { type: 'pool2d', kind: 'mean', region: 2 },
      { type: 'upsample2d', factor: 2 },
      { type: 'batchNorm' },
      { type: 'convTranspose2d', filters: 3, stride: 2, padding: 'same', activation: 'sigmoid' },
    ];
    const objective = { target: 'input', loss: 'crossEntropy' };
    const experiment = parseExperiment({ ...tutorial, objective, network: { layers } });
    const described = describeNetwork(experiment, [8, 12, 3], 0);
    expect(described.map((layer) => layer.outputShape)).toEqual([
      [4, 6, 8],
      [4, 6, 4],
      [2, 3, 4],
      [4, 6, 4],
      [4, 6, 4],
      [8, 12, 3],
    ]);
    expect(described.map((layer) => layer.parameterCount)).toEqual([224, 292, 0, 0, 8, 111]);
    expect(() => describeNetwork(experiment, [9, 12, 3], 0)).toThrow(
      /network\.layers\.5: expected 324 outputs.*got 288\. Change the filters, strides or padding/,
    );
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
