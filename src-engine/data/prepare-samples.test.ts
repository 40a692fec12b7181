/** Samples of whole experiments: shapes, labels, ranges, repeatability and what is refused. */
import { describe, expect, it } from 'vitest';
import { EngineError } from '../errors';
import { createRandom } from '../random';
import type { DataSpec, Experiment } from '../spec/experiment';
import type { PackedPictures } from '../worker/protocol';
import { prepareSamples } from './prepare-samples';
import { applyPreprocessing } from './preprocess';
import { whitenPicture } from './whitening';

function experiment(data: DataSpec, target: 'input' | 'labels' = 'input', seed = 1): Experiment {
  return {
    version: 1,
    name: 'test',
    description: '',
    seed,
    data,
    split: { validation: 0.2, test: 0.1 },
    network: { layers: [{ type: 'dense', units: 2, activation: 'sigmoid', init: { type: 'ufldl' } }] },
    objective: { target, loss: 'squaredError', weightDecay: 0, sparsity: null },
    optimizer: { type: 'sgd', learningRate: 0.1, momentum: 0 },
    training: { epochs: 1, batchSize: 10 },
  };
}

function pictureSet(overrides: Partial<PackedPictures> = {}): PackedPictures {
  const random = createRandom(9, 'check');
  return {
    count: 40,
    height: 12,
    width: 10,
    channels: 3,
    pixels: Uint8Array.from({ length: 40 * 360 }, () => random.integer(256)),
    labels: Int32Array.from({ length: 40 }, (_, i) => i % 2),
    classNames: ['cat', 'dog'],
    ...overrides,
  };
}

const patches: DataSpec = {
  dataset: 'pets',
  mode: 'patches',
  patchSize: [4, 5],
  patchCount: 200,
  whiten: true,
  preprocess: 'ufldl',
};
const images: DataSpec = { dataset: 'pets', mode: 'images', preprocess: 'none' };

function errorOf(attempt: () => unknown): EngineError {
  try {
    attempt();
  } catch (error) {
    if (error instanceof EngineError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('prepareSamples', () => {
  it('makes patches with the shape asked for, in the range of their preprocessing, split as asked', () => {
    const samples = prepareSamples(experiment(patches), pictureSet());
    expect([samples.count, ...samples.shape]).toEqual([200, 4, 5, 3]);
    expect(samples.inputs.length).toBe(200 * 60);
    expect([samples.train.length, samples.validation.length, samples.test.length]).toEqual([140, 40, 20]);
    expect(Math.min(...samples.inputs)).toBeGreaterThanOrEqual(Math.fround(0.1));
    expect(Math.max(...samples.inputs)).toBeLessThanOrEqual(Math.fround(0.9));
    expect(new Set(samples.labels)).toEqual(new Set([0, 1]));
  });

  it('passes whole pictures on as fractions of 255 with their labels', () => {
    const set = pictureSet();
    const samples = prepareSamples(experiment(images, 'labels'), set);
    expect(samples.shape).toEqual([12, 10, 3]);
    expect(samples.labels).toEqual(set.labels);
    expect(samples.inputs[1234]).toBe(Math.fround(set.pixels[1234] / 255));
    expect(samples.classNames).toEqual(['cat', 'dog']);
  });

  it('takes the statistics of preprocessing from the training samples only', () => {
    const set = pictureSet();
    const standardised = experiment({ ...images, preprocess: 'standardize' });
    const before = prepareSamples(standardised, set);
    const changed = Uint8Array.from(set.pixels);
    for (const sample of [...before.validation, ...before.test])
      changed.fill(255, sample * 360, (sample + 1) * 360);
    const after = prepareSamples(standardised, pictureSet({ pixels: changed }));
    for (const sample of before.train) {
      const part = (inputs: Float32Array): Float32Array => inputs.slice(sample * 360, (sample + 1) * 360);
      expect(part(after.inputs)).toEqual(part(before.inputs));
    }
  });

  it('says where each sample comes from, and what makes the same numbers of that place again', () => {
    const set = pictureSet();
    for (const data of [patches, { ...patches, whiten: false }, images]) {
      const { places, shape, inputs, ...prepared } = prepareSamples(experiment(data), set);
      const [height, width, channels] = shape;
      for (const sample of [0, 17, 39]) {
        const start = places.picture[sample] * 360;
        const pixels = Float32Array.from(set.pixels.subarray(start, start + 360), (pixel) => pixel / 255);
        const scale = prepared.whiteningScale;
        const picture = scale === null ? pixels : whitenPicture(pixels, [12, 10, 3], scale);
        const part = new Float32Array(height * width * channels);
        for (let y = 0; y < height; y += 1) {
          const from = ((places.top[sample] + y) * 10 + places.left[sample]) * 3;
          part.set(picture.subarray(from, from + width * 3), y * width * 3);
        }
        applyPreprocessing(prepared.preprocessing, part, part.length);
        part.forEach((value, i) => {
          expect(value).toBeCloseTo(inputs[sample * part.length + i], 6);
        });
        expect(prepared.labels[sample]).toBe(set.labels[places.picture[sample]]);
      }
      expect(prepared.whiteningScale !== null).toBe('whiten' in data && data.whiten);
    }
  });

  it('repeats exactly for the same seed and differs for another', () => {
    const one = prepareSamples(experiment(patches, 'input', 1), pictureSet());
    expect(prepareSamples(experiment(patches, 'input', 1), pictureSet())).toEqual(one);
    expect(prepareSamples(experiment(patches, 'input', 2), pictureSet()).inputs).not.toEqual(one.inputs);
  });

  it('looks up at least once for every two planes that it whitens, and gives up there', () => {
    let looks = 0;
    const breathe = (): void => {
      looks += 1;
      if (looks === 5) throw new Error('enough');
    };
    // 40 pictures of 3 planes make 60 pairs.
    expect(() => prepareSamples(experiment(patches), pictureSet(), breathe)).toThrow('enough');
    looks = 10;
    const samples = prepareSamples(experiment(patches), pictureSet(), breathe);
    expect(looks - 10).toBeGreaterThanOrEqual(60);
    expect(samples).toEqual(prepareSamples(experiment(patches), pictureSet()));
  });

  it.each(['none', 'ufldl', 'standardize'] as const)(
    'never goes on for more than some million numbers without a look (%s)',
    (preprocess) => {
      let looks = 0;
      const side = 250;
      const large = { height: side, width: side, channels: 1, pixels: new Uint8Array(100 * side * side) };
      const labels = new Int32Array(100);
      const set = pictureSet({ count: 100, ...large, labels });
      prepareSamples(experiment({ ...images, preprocess }), set, () => (looks += 1));
      const passes = { none: 1, ufldl: 4, standardize: 4 }[preprocess];
      expect((passes * large.pixels.length) / looks).toBeLessThan(3e6);
    },
  );

  it('accepts pictures without classes where the target is the input', () => {
    const set = pictureSet({ labels: new Int32Array(40).fill(-1), classNames: [] });
    expect([...prepareSamples(experiment(images), set).labels]).toEqual(new Array(40).fill(-1));
  });

  it('refuses a classifier on pictures without classes and names the setting', () => {
    const none = pictureSet({ labels: new Int32Array(40).fill(-1), classNames: [] });
    const error = errorOf(() => prepareSamples(experiment(images, 'labels'), none));
    expect([error.kind, error.place.field]).toEqual(['config', 'objective.target']);
    expect(error.message).toContain('has 0 classes, but a classifier needs at least 2');
    const some = pictureSet({ labels: Int32Array.from({ length: 40 }, (_, i) => (i < 3 ? -1 : i % 2)) });
    expect(errorOf(() => prepareSamples(experiment(images, 'labels'), some)).message).toContain(
      '3 of 40 pictures in "pets" have no class',
    );
  });

  it('refuses an empty data set, pixels that do not fit their sizes, and more samples than fit in memory', () => {
    const empty = pictureSet({ count: 0, pixels: new Uint8Array(0), labels: new Int32Array(0) });
    expect(errorOf(() => prepareSamples(experiment(patches), empty)).message).toContain('holds no pictures');
    const torn = pictureSet({ pixels: new Uint8Array(7) });
    expect(errorOf(() => prepareSamples(experiment(patches), torn)).kind).toBe('shape');
    const tooMany = experiment({ ...patches, patchCount: 10_000_000 });
    const error = errorOf(() => prepareSamples(tooMany, pictureSet()));
    expect([error.kind, error.place.field]).toEqual(['memory', 'data.patchCount']);
  });
});
