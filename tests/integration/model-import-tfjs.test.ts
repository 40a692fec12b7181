/** Models that TensorFlow.js itself has saved: they say here what they say there, and what is not known is named. */
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import {
  layers,
  model as functional,
  sequential,
  input,
  type LayersModel,
  type SymbolicTensor,
} from '@tensorflow/tfjs-layers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runPortable, type PortableModel } from '../../src-engine';
import { adoptModel } from '../../src-main/model-import/adopt-model';
import { readModelFile } from '../../src-main/model-import/read-model';
import { trainedExample } from '../engine/portable-networks';
import { removeFolders, temporaryFolder } from './bench-lab';

beforeAll(async () => {
  tf.enableProdMode();
  await tf.setBackend('cpu');
});
afterAll(removeFolders);

/** As `model.save('file://…')` writes it: the topology and two shards of weights. */
async function saved(model: LayersModel): Promise<string> {
  const folder = join(await temporaryFolder(), 'my network');
  await mkdir(folder);
  await model.save(
    tf.io.withSaveHandler(async ({ modelTopology, weightSpecs, weightData }) => {
      const bytes = new Uint8Array(weightData as ArrayBuffer);
      const half = Math.floor(bytes.length / 2);
      const paths = ['group1-shard1of2.bin', 'group1-shard2of2.bin'];
      await writeFile(join(folder, paths[0]), bytes.subarray(0, half));
      await writeFile(join(folder, paths[1]), bytes.subarray(half));
      const written = {
        format: 'layers-model',
        modelTopology,
        weightsManifest: [{ paths, weights: weightSpecs }],
      };
      await writeFile(join(folder, 'model.json'), JSON.stringify(written));
      return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' as const } };
    }),
  );
  return join(folder, 'model.json');
}

function read(path: string): PortableModel {
  const found = readModelFile(path);
  if (found.kind === 'bundle') throw new Error('It is a bundle.');
  return found.model;
}

const count = 4;
const { pictures } = trainedExample('dense');
const { pictures: colored } = trainedExample('convolutional');

/** @param factor what its pixels are multiplied with */
async function expectSame(model: LayersModel, set: typeof pictures, factor: number): Promise<string> {
  const path = await saved(model);
  const found = read(path);
  const { height, width, channels } = set;
  const inputs = set.pixels.subarray(0, count * height * width * channels);
  const numbers = Float32Array.from(inputs, (pixel) => pixel * factor);
  const shape = model.inputs[0].shape.slice(1) as number[];
  const answer = model.predict(tf.tensor(numbers, [count, ...shape])) as tf.Tensor;
  const theirs = await answer.data<'float32'>();
  const ours = runPortable(found, inputs);
  const largest = theirs.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  expect(ours.length).toBe(theirs.length);
  expect(
    theirs.reduce((most, value, i) => Math.max(most, Math.abs(value - ours[i])), 0) / largest,
  ).toBeLessThan(1e-5);
  const order = { dataset: 'digits', pictures: set, name: 'theirs', kernelsWasm: null };
  const { proof } = adoptModel({ type: 'adopt', path, ...order });
  expect(proof.relativeDifference).toBeLessThan(1e-5);
  return path;
}

describe('a model that TensorFlow.js saved', () => {
  it('as a sequence with convolutions, norms, pools and a softmax says the same', async () => {
    const net = sequential({
      layers: [
        layers.conv2d({
          inputShape: [28, 28, 3],
          filters: 5,
          kernelSize: 5,
          strides: 2,
          padding: 'same',
          useBias: false,
        }),
        layers.batchNormalization({ epsilon: 0.01 }),
        layers.activation({ activation: 'relu' }),
        layers.maxPooling2d({ poolSize: 2 }),
        layers.zeroPadding2d({ padding: 1 }),
        layers.conv2d({
          filters: 6,
          kernelSize: [3, 2],
          activation: 'tanh',
          biasInitializer: 'randomUniform',
        }),
        layers.dense({ units: 7, activation: 'sigmoid' }),
        layers.dropout({ rate: 0.3 }),
        layers.globalAveragePooling2d({ dataFormat: 'channelsLast' }),
        layers.dense({ units: 10, activation: 'softmax', biasInitializer: 'randomUniform' }),
      ],
    });
    await expectSame(net, colored, 1 / 255);
  });

  it('as a graph that scales its pixels itself, with a decoder, says the same', async () => {
    const pixels = input({ shape: [28, 28, 1] });
    const steps = [
      layers.rescaling({ scale: 1 / 127.5, offset: -1 }),
      layers.flatten(),
      layers.dense({ units: 12, activation: 'relu' }),
      layers.dense({ units: 49, biasInitializer: 'randomUniform' }),
      layers.reshape({ targetShape: [7, 7, 1] }),
      layers.conv2dTranspose({ filters: 3, kernelSize: 4, strides: 2, padding: 'same', activation: 'relu' }),
      layers.upSampling2d({ size: [2, 2] }),
      layers.conv2d({ filters: 1, kernelSize: 1, activation: 'sigmoid' }),
    ];
    const output = steps.reduce((value, layer) => layer.apply(value) as SymbolicTensor, pixels);
    await expectSame(functional({ inputs: pixels, outputs: output }), pictures, 1);
  });

  it('takes a vector for the grey square that it is', async () => {
    const net = sequential({
      layers: [
        layers.dense({ inputShape: [784], units: 8, activation: 'relu' }),
        layers.dense({ units: 10 }),
      ],
    });
    const path = await expectSame(net, pictures, 1 / 255);
    expect(read(path).name).toBe('my network');
  });
});

describe('what cannot be imported is named', () => {
  const first = { inputShape: [28, 28, 1], filters: 2, kernelSize: 3 };

  it.each([
    {
      what: 'an unknown layer',
      layer: layers.depthwiseConv2d({ kernelSize: 2, name: 'deep' }),
      reason: '"deep" of type DepthwiseConv2D',
    },
    {
      what: 'an activation',
      layer: layers.conv2d({ filters: 1, kernelSize: 1, activation: 'elu' }),
      reason: 'activation "elu"',
    },
    {
      what: 'padded pools',
      layer: layers.maxPooling2d({ poolSize: 3, strides: 2, padding: 'same' }),
      reason: 'Regions of ours lie within',
    },
    { what: 'a slope', layer: layers.leakyReLU({ alpha: 0.2 }), reason: 'slope 0.2' },
  ])('$what', async ({ layer, reason }) => {
    const path = await saved(sequential({ layers: [layers.conv2d(first), layer] }));
    expect(() => read(path)).toThrow(reason);
  });

  it('a branch', async () => {
    const pixels = input({ shape: [28, 28, 1] });
    const [left, right] = [1, 2].map(
      () => layers.conv2d({ filters: 2, kernelSize: 3 }).apply(pixels) as SymbolicTensor,
    );
    const sum = layers.add().apply([left, right]) as SymbolicTensor;
    const path = await saved(functional({ inputs: pixels, outputs: sum }));
    expect(() => read(path)).toThrow(/follow|joins/);
  });

  it('weights that lie elsewhere, behind a path or a link, or are cut short', async () => {
    const path = await saved(sequential({ layers: [layers.conv2d(first)] }));
    const text = await readFile(path, 'utf8');
    for (const name of ['../secret.bin', '/etc/passwd', 'a\\\\b', 'https://x/y', '.hidden']) {
      await writeFile(path, text.replace('group1-shard2of2.bin', name));
      expect(() => read(path)).toThrow('no file beside it');
    }
    const outside = join(await temporaryFolder(), 'outside.bin');
    await writeFile(outside, 'secret');
    await symlink(outside, join(path, '..', 'link.bin'));
    await writeFile(path, text.replace('group1-shard2of2.bin', 'link.bin'));
    expect(() => read(path)).toThrow('a link that leads elsewhere');
    await writeFile(path, text.replace(',"group1-shard2of2.bin"', ''));
    expect(() => read(path)).toThrow('are left in their files');
  });
});
