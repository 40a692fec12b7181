/** The links between stages against the shapes of networks worked by hand, and traces against the engine's own forward pass. */
import { describe, expect, it } from 'vitest';
import { describeNetwork, parseExperiment, TrainedNetwork, type Experiment } from '../../../src-engine';
import { checkpointOf } from '../../../tests/engine/trained';
import { traceOf } from './cell-trace';
import { stagesOf, type ChainStage } from './chain-stages';
import { formulaOf, texNumber } from './formulas';
import { isIn, linksOf, strongest } from './links';

const sampleShape = [12, 10, 2] as const;

function networkOf(layers: readonly object[]): Experiment {
  return parseExperiment({
    version: 1,
    name: 'Chain',
    seed: 1,
    data: { dataset: 'none', mode: 'images' },
    network: { layers },
    objective: { target: 'labels', loss: 'crossEntropy' },
    optimizer: { type: 'sgd', learningRate: 0.1 },
    training: { epochs: 1, batchSize: 1 },
  });
}

const experiment = networkOf([
  { type: 'conv2d', filters: 3, kernelSize: 3, padding: 'same', activation: 'sigmoid' },
  { type: 'pool2d', kind: 'max', region: 2 },
  { type: 'dropout', rate: 0.5 },
  { type: 'conv2d', filters: 4, kernelSize: [3, 2], stride: [1, 2], activation: 'tanh' },
  { type: 'pool2d', kind: 'mean', region: 2 },
  { type: 'flatten' },
  { type: 'dense', units: 6, activation: 'relu' },
  { type: 'dense', units: 5, activation: 'softmax' },
]);
const layers = describeNetwork(experiment, sampleShape, 5);
const stages = stagesOf(experiment, layers, sampleShape);

function stageAt(index: number): ChainStage {
  const stage = stages.at(index);
  if (stage === undefined) throw new Error(`there is no stage ${index}`);
  return stage;
}

describe('the stages of a network', () => {
  it('leave out the layers that change no number', () => {
    expect(stages.map(({ verb, layer }) => [verb, layer])).toEqual([
      ['Convolve', 0],
      ['Pool', 1],
      ['Convolve', 3],
      ['Pool', 4],
      ['Combine', 6],
      ['Classify', 7],
    ]);
  });

  it('see maps as maps, also where they are flattened before a dense layer', () => {
    expect(stageAt(0).output).toEqual({ height: 12, width: 10, channels: 3 });
    expect(stageAt(2).output).toEqual({ height: 4, width: 2, channels: 4 });
    expect(stageAt(4).input).toEqual({ height: 2, width: 1, channels: 4 });
    expect(stageAt(4).output).toEqual({ height: 1, width: 1, channels: 6 });
  });
});

describe('the links of a cell', () => {
  it('lead down to what it is made of: one map through a pool, all maps through a convolution', () => {
    const links = linksOf(stages, { stage: 3, y: 1, x: 0, channel: 2 });
    expect(links.stages[3]).toEqual({ region: { top: 1, left: 0, height: 1, width: 1 }, channel: 2 });
    expect(links.stages[2]).toEqual({ region: { top: 2, left: 0, height: 2, width: 2 }, channel: 2 });
    expect(links.stages[1]).toEqual({ region: { top: 2, left: 0, height: 4, width: 4 }, channel: null });
    expect(links.stages[0]).toEqual({ region: { top: 4, left: 0, height: 8, width: 8 }, channel: null });
    expect(links.picture).toEqual({ region: { top: 3, left: 0, height: 9, width: 9 }, channel: null });
  });

  it('lead up to what is made of it', () => {
    const links = linksOf(stages, { stage: 0, y: 5, x: 4, channel: 1 });
    expect(links.stages[1]).toEqual({ region: { top: 2, left: 2, height: 1, width: 1 }, channel: 1 });
    expect(links.stages[2]).toEqual({ region: { top: 0, left: 1, height: 3, width: 1 }, channel: null });
    expect(links.stages[4]).toEqual({ region: { top: 0, left: 0, height: 1, width: 1 }, channel: null });
  });

  it('from a class lead to everything, from a pixel to all that see it', () => {
    const fromClass = linksOf(stages, { stage: 5, y: 0, x: 0, channel: 3 });
    expect(fromClass.stages[3]).toEqual({ region: { top: 0, left: 0, height: 2, width: 1 }, channel: null });
    const fromPixel = linksOf(stages, { stage: -1, y: 0, x: 0, channel: 0 });
    expect(fromPixel.picture.region).toEqual({ top: 0, left: 0, height: 1, width: 1 });
    expect(fromPixel.stages[0]).toEqual({ region: { top: 0, left: 0, height: 2, width: 2 }, channel: null });
  });

  it('are stood for by the strongest number of the part', () => {
    const values = [0, 9, 1, 2, 3, 4, 5, 8];
    const shape = { height: 2, width: 2, channels: 2 };
    const row = { top: 0, left: 0, height: 1, width: 2 };
    expect(strongest(1, values, shape, { region: row, channel: null })).toEqual({
      stage: 1,
      y: 0,
      x: 0,
      channel: 1,
    });
    expect(strongest(1, values, shape, { region: row, channel: 0 })).toEqual({
      stage: 1,
      y: 0,
      x: 1,
      channel: 0,
    });
    expect(isIn({ stage: 1, y: 0, x: 1, channel: 1 }, { region: row, channel: 0 })).toBe(false);
  });
});

describe('the arithmetic of a cell', () => {
  const count = layers.reduce((sum, { parameterCount }) => sum + parameterCount, 0);
  const parameters = Float32Array.from({ length: count }, (_, at) => Math.sin(3 * at + 1));
  const network = new TrainedNetwork(
    { experiment, sampleShape, classCount: 5, checkpoint: checkpointOf(experiment, parameters) },
    { kernelsWasm: null, rows: 1 },
  );
  const input = Float32Array.from({ length: 240 }, (_, at) => 0.5 + 0.5 * Math.cos(7 * at));
  network.forward(input, 1);
  const activations = layers.map((_, layer) => Float32Array.from(network.activations(layer)));
  const functions: Record<string, (z: number) => number> = {
    sigmoid: (z) => 1 / (1 + Math.exp(-z)),
    tanh: Math.tanh,
    relu: (z) => Math.max(0, z),
    softmax: (z) => z,
  };

  it.each(stages.map((stage, index) => [stage.verb, stage, index] as const))(
    'of %s is what the engine computed, at every cell',
    (_verb, stage, index) => {
      const below = index === 0 ? input : activations[stageAt(index - 1).layer];
      const tensors = {
        weights: network.weights(stage.layer)?.values ?? null,
        bias: network.bias(stage.layer),
      };
      const { height, width, channels } = stage.output;
      for (let at = 0; at < height * width * channels; at++) {
        const channel = at % channels;
        const place = Math.floor(at / channels);
        const cell = { stage: index, y: Math.floor(place / width), x: place % width, channel };
        const trace = traceOf(stage, cell, below, tensors);
        if (trace === null) throw new Error('every stage of this network has an arithmetic');
        const z = trace.kind === 'sum' ? trace.sum + trace.bias : trace.result;
        const f = 'activation' in stage.spec ? functions[stage.spec.activation] : undefined;
        expect(f === undefined ? z : f(z)).toBeCloseTo(activations[stage.layer][at], 4);
        if (trace.kind === 'max') expect(trace.inputs[trace.largest]).toBe(trace.result);
      }
    },
  );
});

describe('the formulas', () => {
  const shape = { height: 1, width: 1, channels: 2 };
  const numbers = Float64Array.of(1, 2);
  const sum = {
    kind: 'sum',
    shape,
    inputs: numbers,
    weights: numbers,
    products: numbers,
    sum: 1.25,
    bias: -0.5,
  } as const;

  it('have the numbers of the cell', () => {
    const lines = formulaOf(stageAt(0), sum, 0.679, null);
    expect(lines).toEqual([
      'z = \\textstyle\\sum_{m,n,c} x\\,w + b',
      '\\phantom{z} = 1.25 - 0.500',
      '\\phantom{z} = 0.750',
      'a = \\sigma(z) = 0.679',
    ]);
  });

  it('share out the probability among the classes', () => {
    const classes = { logits: [0, Math.log(3)], probabilities: [0.25, 0.75], chosen: 1 };
    expect(formulaOf(stageAt(5), sum, 0.75, classes).at(-1)).toBe('\\phantom{p} = 1.00 / 1.33 = 0.750');
  });

  it('write numbers short, and powers of ten where they are tiny or huge', () => {
    expect([0, 0.0123, -1.239, 98.76, 123.4].map(texNumber)).toEqual(['0', '0.012', '-1.24', '98.8', '123']);
    expect(texNumber(0.00012)).toBe('1.2\\!\\cdot\\!10^{-4}');
  });
});
