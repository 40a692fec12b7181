/** Stand-in pictures: of the right size, the same every time, half of them noise and half smooth. */
import { expect, test } from 'vitest';
import { parseExperiment } from '../spec/parse-experiment';
import { standInPictures } from './stand-in-pictures';

const experiment = parseExperiment({
  version: 1,
  name: 'gone',
  seed: 4,
  data: { dataset: 'gone', mode: 'images' },
  network: { layers: [{ type: 'dense', units: 3, activation: 'softmax' }] },
  objective: { target: 'labels', loss: 'crossEntropy' },
  optimizer: { type: 'adam', learningRate: 0.01 },
  training: { epochs: 1, batchSize: 8 },
});
const pictures = standInPictures(experiment, [20, 30, 3], 3);

/** Mean absolute difference of neighbours in a row, in one channel. */
function roughness(picture: number): number {
  let sum = 0;
  for (let y = 0; y < 20; y += 1) {
    for (let x = 1; x < 30; x += 1) {
      const at = ((picture * 20 + y) * 30 + x) * 3;
      sum += Math.abs(pictures.pixels[at] - pictures.pixels[at - 3]);
    }
  }
  return sum / (20 * 29);
}

test('stand-in pictures fill the shape and name every class in turn', () => {
  expect(pictures.pixels.length).toBe(256 * 20 * 30 * 3);
  expect([...pictures.labels.subarray(0, 4)]).toEqual([0, 1, 2, 0]);
  expect(pictures.classNames).toEqual(['0', '1', '2']);
  const ofPatches = {
    ...experiment,
    data: { ...experiment.data, mode: 'patches', patchSize: [4, 4], patchCount: 9, whiten: false },
  } as const;
  expect(standInPictures(ofPatches, [4, 4, 1], 0)).toMatchObject({ height: 8, width: 8, channels: 1 });
});

test('stand-in pictures are the same for the same seed, and others for another', () => {
  expect(standInPictures(experiment, [20, 30, 3], 3)).toEqual(pictures);
  expect(standInPictures({ ...experiment, seed: 5 }, [20, 30, 3], 3).pixels).not.toEqual(pictures.pixels);
});

test('every second stand-in picture is noise, the others are smooth and not empty', () => {
  for (const picture of [0, 2, 100, 254]) expect(roughness(picture)).toBeGreaterThan(60);
  for (const picture of [1, 3, 101, 255]) {
    expect(roughness(picture)).toBeLessThan(30);
    const own = pictures.pixels.subarray(picture * 1800, (picture + 1) * 1800);
    expect(Math.max(...own)).toBeGreaterThan(20);
  }
});
