/** Receptive fields against cases worked by hand and against which numbers really change. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createReferenceKernels } from '../kernels/reference/reference-kernels';
import { planMemory } from '../model/memory-plan';
import { Model } from '../model/model';
import { parseExperiment } from '../spec/parse-experiment';
import { mapFields, projectiveField, receptiveField } from './receptive-field';
import type { Experiment } from '../spec/experiment';

function experimentOf(layers: readonly object[]): Experiment {
  return parseExperiment({
    version: 1,
    name: 'Fields',
    seed: 1,
    data: { dataset: 'none', mode: 'images' },
    network: { layers: [...layers, { type: 'dense', units: 2, activation: 'softmax' }] },
    objective: { target: 'labels', loss: 'crossEntropy' },
    optimizer: { type: 'sgd', learningRate: 0.1 },
    training: { epochs: 1, batchSize: 1 },
  });
}

const conv = { type: 'conv2d', filters: 2, kernelSize: 5, activation: 'linear' };
const lenet = experimentOf([
  { ...conv, padding: 'same' },
  { type: 'pool2d', region: 2 },
  conv,
  { type: 'pool2d', region: 2 },
  { type: 'flatten' },
]);
const lenetFields = mapFields(lenet.network.layers, [28, 28, 1]);
const at = (top: number, left: number) => ({ top, left, height: 1, width: 1 });

describe('receptive fields of a convolutional network on 28×28', () => {
  test('are a kernel, then a kernel and a pool, then grow by twice the next kernel', () => {
    expect(receptiveField(lenetFields, 0, at(10, 12))).toEqual({ top: 8, left: 10, height: 5, width: 5 });
    expect(receptiveField(lenetFields, 1, at(5, 6))).toEqual({ top: 8, left: 10, height: 6, width: 6 });
    expect(receptiveField(lenetFields, 2, at(5, 5))).toEqual({ top: 8, left: 8, height: 14, width: 14 });
    expect(receptiveField(lenetFields, 3, at(2, 2))).toEqual({ top: 6, left: 6, height: 16, width: 16 });
  });

  test('end where the picture does', () => {
    expect(receptiveField(lenetFields, 0, at(0, 27))).toEqual({ top: 0, left: 25, height: 3, width: 3 });
    expect(receptiveField(lenetFields, -1, at(3, 4))).toEqual(at(3, 4));
  });

  test('follow one number of a flattened picture, and see all from a dense layer', () => {
    // 5×5 places of 2 channels: number 25 is channel 1 of place [2, 2].
    expect(receptiveField(lenetFields, 4, at(0, 25))).toEqual(receptiveField(lenetFields, 3, at(2, 2)));
    expect(receptiveField(lenetFields, 5, at(0, 1))).toEqual({ top: 0, left: 0, height: 28, width: 28 });
  });

  test('lead back to the places that see a pixel', () => {
    expect(projectiveField(lenetFields, 0, at(10, 12))).toEqual({ top: 8, left: 10, height: 5, width: 5 });
    expect(projectiveField(lenetFields, 1, at(10, 12))).toEqual({ top: 4, left: 5, height: 3, width: 3 });
    expect(projectiveField(lenetFields, 5, at(10, 12))).toEqual({ top: 0, left: 0, height: 1, width: 2 });
  });
});

describe('receptive fields', () => {
  const side = fc.integer({ min: 1, max: 3 });
  const layer = fc.oneof(
    fc.record({
      type: fc.constant('conv2d'),
      filters: fc.constant(1),
      kernelSize: fc.tuple(side, side),
      stride: fc.tuple(side, side),
      padding: fc.constantFrom('same', 'valid', 1),
      activation: fc.constant('linear'),
    }),
    fc.record({ type: fc.constant('pool2d'), kind: fc.constant('mean'), region: side, stride: side }),
    fc.record({ type: fc.constant('upsample2d'), factor: fc.tuple(side, side) }),
    fc.record({
      type: fc.constant('convTranspose2d'),
      filters: fc.constant(1),
      kernelSize: fc.tuple(side, side),
      stride: fc.tuple(side, side),
      padding: fc.constantFrom('same', 'valid'),
      activation: fc.constant('linear'),
    }),
  );

  test('hold every pixel that changes a place, and the places that see a pixel all that it changes', () => {
    fc.assert(
      fc.property(fc.array(layer, { minLength: 1, maxLength: 3 }), fc.nat(), (layers, choice) => {
        const shape = [6, 7, 1] as const;
        const experiment = experimentOf(layers);
        let model: Model;
        try {
          const plan = planMemory(experiment, { inputShape: shape, rows: 1, sampleCount: 0 });
          model = new Model(experiment, plan, createReferenceKernels(new Float64Array(plan.elements)));
        } catch {
          fc.pre(false);
          return;
        }
        const { plan, kernels } = model;
        const last = plan.layers[layers.length - 1];
        const [height, width] = last.outputShape;
        fc.pre(
          height >= 1 &&
            width >= 1 &&
            layers.length > 0 &&
            plan.layers.every(({ outputShape }) => outputShape.every((n) => n >= 1)),
        );
        kernels.values.fill(1, plan.parameters.offset, plan.parameters.offset + plan.parameters.length);
        const answer = (): Float64Array => {
          model.forward(1);
          const { output } = last.buffers;
          return Float64Array.from(kernels.values.subarray(output, output + height * width));
        };
        kernels.values.fill(0, plan.input.offset, plan.input.offset + 42);
        const still = answer();
        const pixel = choice % 42;
        kernels.values[plan.input.offset + pixel] = 1;
        const changed = answer();
        const fields = mapFields(experiment.network.layers, shape);
        const seen = at(Math.floor(pixel / 7), pixel % 7);
        const forward = projectiveField(fields, layers.length - 1, seen);
        for (let place = 0; place < height * width; place += 1) {
          if (still[place] === changed[place]) continue;
          const [y, x] = [Math.floor(place / width), place % width];
          expect(holds(forward, y, x)).toBe(true);
          expect(holds(receptiveField(fields, layers.length - 1, at(y, x)), seen.top, seen.left)).toBe(true);
        }
      }),
    );
  });
});

function holds(
  region: { top: number; left: number; height: number; width: number },
  y: number,
  x: number,
): boolean {
  return (
    y >= region.top && y < region.top + region.height && x >= region.left && x < region.left + region.width
  );
}
