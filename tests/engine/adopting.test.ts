/** Portable models as runs of the lab: the six networks with their own experiments, and the same told from their operations alone. */
import { describe, expect, test } from 'vitest';
import { adoptPortable, type AdoptOrder } from '../../src-engine/portable/adopt-portable';
import type { PortableModel } from '../../src-engine/portable/portable-model';
import { provePortable } from '../../src-engine/portable/prove-portable';
import { runPortable } from '../../src-engine/portable/run-portable';
import { parseExperiment } from '../../src-engine/spec/parse-experiment';
import { TrainingSession } from '../../src-engine/train/session';
import { portableNames, trainedExample } from './portable-networks';

function orderOf(model: PortableModel, pictures: AdoptOrder['pictures']): AdoptOrder {
  const names = { dataset: 'digits', name: model.name, description: 'From a test.' };
  return { model, pictures, ...names, kernelsWasm: null };
}

/** Largest difference, relative to the largest output. */
function apart(got: Float32Array, expected: Float32Array): number {
  expect(got.length).toBe(expected.length);
  const largest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return expected.reduce((most, value, i) => Math.max(most, Math.abs(value - got[i])), 0) / largest;
}

describe.each(portableNames)('the network "%s"', (name) => {
  const { model, pictures } = trainedExample(name);

  test('comes back as its own run, to the last bit', () => {
    const adopted = adoptPortable(orderOf(model, pictures));
    const { experiment, checkpoint, epoch } = adopted;
    // Six minibatches of its first epoch were trained.
    expect(epoch).toBe(1);
    expect(adopted.isOwn).toBe(true);
    expect(experiment.network).toEqual(model.origin?.experiment.network);
    const proof = provePortable({ experiment, pictures, checkpoint, notes: [] }, () => 4);
    expect(proof.model.preparation).toEqual(model.preparation);
    for (const [tensor, { shape, values }] of model.tensors) {
      expect(proof.model.tensors.get(tensor), tensor).toEqual({ shape, values });
    }
    expect(adopted.filters.norms.every(Number.isFinite)).toBe(true);
    expect(adopted.train.loss).toBeGreaterThan(0);
  });

  test('goes on learning from where it is', () => {
    const { experiment: own, checkpoint } = adoptPortable(orderOf(model, pictures));
    const experiment = parseExperiment({ ...own, training: { ...own.training, epochs: 3 } });
    const session = new TrainingSession(experiment, trainedExample(name).samples, null);
    session.restore(checkpoint);
    const before = session.evaluate('train')!.loss;
    while (!session.finished) {
      session.trainBatch();
      if (session.epochComplete) session.endEpoch();
    }
    expect(session.evaluate('train')!.loss).toBeLessThan(before);
    session.close();
  });
});

describe('a model without an experiment', () => {
  const known = ['dense', 'dropout', 'convolutional', 'convolutional autoencoder'] as const;

  test.each(known)('"%s" becomes a run that says the same', (name) => {
    const { model, pictures } = trainedExample(name);
    const foreign = { ...model, origin: null };
    const { experiment, checkpoint, epoch, isOwn, endsWithLogits } = adoptPortable(
      orderOf(foreign, pictures),
    );
    expect(epoch).toBe(1);
    expect(isOwn).toBe(false);
    expect(endsWithLogits).toBe(false);
    const proof = provePortable({ experiment, pictures, checkpoint, notes: [] }, () => 8);
    expect(apart(runPortable(foreign, proof.inputs), proof.expected)).toBeLessThan(1e-5);
    const weights = [...model.tensors].filter(([tensor]) => tensor.endsWith('weights'));
    const theirs = [...proof.model.tensors.values()].map(({ values }) => values);
    for (const [tensor, { values }] of weights) {
      expect(
        theirs.some((ours) => ours.length === values.length && ours.every((x, i) => x === values[i])),
        tensor,
      ).toBe(true);
    }
  });

  test('that ends with logits becomes one that says their softmax', () => {
    const { model, pictures } = trainedExample('dense');
    const logits = { ...model, origin: null, layers: model.layers.slice(0, -1), output: 'numbers' as const };
    const adopted = adoptPortable(orderOf(logits, pictures));
    expect(adopted.endsWithLogits).toBe(true);
    const { experiment, checkpoint } = adopted;
    const proof = provePortable({ experiment, pictures, checkpoint, notes: [] }, () => 4);
    expect(apart(runPortable(model, proof.inputs), proof.expected)).toBeLessThan(1e-5);
  });

  test('that looks at parts of pictures becomes one of patches', () => {
    const { model, pictures } = trainedExample('tied weights');
    const preparation = [{ type: 'scale', factor: 1 / 255, offset: 0 }] as const;
    const foreign = { ...model, origin: null, preparation };
    const { experiment, checkpoint } = adoptPortable(orderOf(foreign, pictures));
    expect(experiment.data).toMatchObject({ mode: 'patches', patchSize: [7, 7] });
    expect(experiment.network.layers.at(-1)).toMatchObject({ tiedTo: 1, units: 49 });
    const proof = provePortable({ experiment, pictures, checkpoint, notes: [] }, () => 4);
    expect(apart(runPortable(foreign, proof.inputs), proof.expected)).toBeLessThan(1e-5);
  });
});

describe('what cannot become a run', () => {
  const { model, pictures } = trainedExample('convolutional');
  const adopt = (changed: Partial<PortableModel>): (() => unknown) => {
    return () => adoptPortable(orderOf({ ...model, ...changed }, pictures));
  };

  test('is refused where pictures or classes of the set are others', () => {
    expect(adopt({ input: { height: 28, width: 28, channels: 1 } })).toThrow('pictures of 28×28×1');
    const few = { ...pictures, classNames: pictures.classNames.slice(0, 4) };
    expect(() => adoptPortable(orderOf(model, few))).toThrow('tells 10 classes apart, the data set has 4');
    const classNames = [...model.classNames].reverse();
    expect(adopt({ classNames })).toThrow('in another order');
  });

  test('is refused with the name of a tensor that is no number', () => {
    const bias = model.tensors.get('layers.0.bias')!;
    const values = bias.values.map((value, i) => (i === 2 ? NaN : value));
    const tensors = new Map(model.tensors).set('layers.0.bias', { ...bias, values });
    expect(adopt({ tensors })).toThrow('"layers.0.bias" holds numbers that are NaN');
  });

  test('is refused with the name of a layer whose padding we have not', () => {
    const [first, ...rest] = model.layers;
    if (first.type !== 'conv2d') throw new Error('The first layer is a convolution.');
    const padding = { ...first.padding, top: first.padding.top + 1, bottom: first.padding.bottom - 1 };
    const wrong = { ...first, padding };
    expect(adopt({ origin: null, layers: [wrong, ...rest] })).toThrow('layer1.conv2d');
  });

  test('is refused where its preparation is that of other pictures', () => {
    const { model: sparse, pictures: digits } = trainedExample('tied weights');
    const dark = { ...digits, pixels: digits.pixels.map((pixel) => pixel >> 2) };
    expect(() => adoptPortable(orderOf(sparse, dark))).toThrow('Choose the data set it was trained on');
    expect(() => adoptPortable(orderOf({ ...sparse, origin: null }, digits))).toThrow('removeMean');
  });
});
