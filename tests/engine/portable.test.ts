/** Portable models say what the engine says, from raw pixels on, and are checked before anybody trusts them. */
import { describe, expect, test } from 'vitest';
import { checkPortable } from '../../src-engine/portable/check-portable';
import type { PortableModel, PortableTensor } from '../../src-engine/portable/portable-model';
import { preparedShape, runPortable } from '../../src-engine/portable/run-portable';
import { portableNames, trainedExample } from './portable-networks';

describe.each(portableNames)('the portable model of the network "%s"', (name) => {
  const { model, inputs, outputs, count, samples } = trainedExample(name);

  test('gives what the engine gives, from raw pixels on', () => {
    checkPortable(model);
    const own = runPortable(model, inputs);
    expect(own.length).toBe(outputs.length);
    const largest = outputs.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const apart = own.reduce((most, value, i) => Math.max(most, Math.abs(value - outputs[i])), 0);
    expect(apart / largest).toBeLessThan(1e-5);
    // Inputs that all give one answer would show nothing.
    const size = outputs.length / count;
    const spread = outputs
      .subarray(size)
      .some((value, i) => Math.abs(value - outputs[i % size]) > 1e-3 * largest);
    expect(spread).toBe(true);
  });

  test('takes what the samples were cut from', () => {
    expect(preparedShape(model)).toEqual([...samples.shape]);
    const { height, width, channels } = model.input;
    expect(inputs.length).toBe(count * height * width * channels);
  });
});

describe('checking a portable model', () => {
  const { model } = trainedExample('convolutional');
  const changed = (change: (tensors: Map<string, PortableTensor>) => void): PortableModel => {
    const tensors = new Map(model.tensors);
    change(tensors);
    return { ...model, tensors };
  };

  test('names a tensor that is missing', () => {
    expect(() => checkPortable(changed((tensors) => tensors.delete('layers.1.shift')))).toThrow(
      'the tensor "layers.1.shift" is missing',
    );
  });

  test('names a tensor of another shape', () => {
    const shape = [6, 5, 3, 3];
    const wrong = changed((tensors) =>
      tensors.set('layers.0.weights', { shape, values: new Float32Array(6 * 5 * 3 * 3) }),
    );
    expect(() => checkPortable(wrong)).toThrow('layer1.conv2d');
  });

  test('refuses a tensor whose numbers do not fill its shape', () => {
    const wrong = changed((tensors) =>
      tensors.set('layers.0.bias', { shape: [6], values: new Float32Array(5) }),
    );
    expect(() => checkPortable(wrong)).toThrow('"layers.0.bias" of 6 has 5 numbers');
  });

  test('refuses layers whose shapes do not follow each other', () => {
    expect(() => checkPortable({ ...model, layers: model.layers.slice(1) })).toThrow('does not fit together');
    const shapes = model.layers.map((layer) => ({ ...layer, outputShape: [NaN] }));
    expect(() => checkPortable({ ...model, layers: shapes })).toThrow('its output');
  });

  test('refuses class names that are not as many as the outputs', () => {
    expect(() => checkPortable({ ...model, classNames: ['one', 'two'] })).toThrow('the classes');
  });
});
