/**
 * The lecture's picture, measured: a sparse autoencoder on the built-in pictures learns oriented edges, and
 * the same measure and bounds refuse whatever is not that.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { prepareSamples } from '../../src-engine/data/prepare-samples';
import { parseExperiment, sampleSets, summariseOrientation } from '../../src-engine/index';
import type { Experiment, FilterPictures, PackedPictures } from '../../src-engine/index';
import { createRandom } from '../../src-engine/random';
import { TrainingSession } from '../../src-engine/train/session';
import { simdBytes } from './simd-bytes';

/** About a quarter of the preset keeps the test short; the whole of it reaches 0.54 and 0.98. */
const epochs = 16;
/** Filters count as learned edges when at least this much holds for them. */
const bounds = { medianSelectivity: 0.38, orientedShare: 0.8 } as const;
const patience = 180_000;

function learnEdges(): Experiment {
  const file = new URL('../../resources/presets/learn-edges.json', import.meta.url);
  const preset = parseExperiment(JSON.parse(readFileSync(file, 'utf8')));
  return { ...preset, training: { ...preset.training, epochs } };
}

function packed(count: number, side: number, picture: (index: number) => Uint8Array): PackedPictures {
  const pixels = new Uint8Array(count * side * side);
  for (let index = 0; index < count; index += 1) pixels.set(picture(index), index * side * side);
  const labels = new Int32Array(count).fill(-1);
  return { count, height: side, width: side, channels: 1, pixels, labels, classNames: [] };
}

function deadLeaves(): PackedPictures {
  const set = sampleSets.find(({ name }) => name === 'dead-leaves');
  if (set === undefined) throw new Error('the built-in set dead-leaves is gone');
  return packed(set.count, set.heightPx, (index) => set.picture(index));
}

function noisePictures(): PackedPictures {
  const random = createRandom(1, 'check');
  return packed(4, 256, () => Uint8Array.from({ length: 256 * 256 }, () => random.integer(256)));
}

function start(pictures: PackedPictures): TrainingSession {
  const experiment = learnEdges();
  return new TrainingSession(experiment, prepareSamples(experiment, pictures), simdBytes());
}

/** Trains to the end; returns J of each epoch. */
function train(session: TrainingSession): number[] {
  const losses: number[] = [];
  while (!session.finished) {
    session.trainBatch();
    if (session.epochComplete) losses.push(session.endEpoch().train.loss);
  }
  return losses;
}

function areEdges(filters: FilterPictures): boolean {
  const { medianSelectivity, orientedShare } = summariseOrientation(filters);
  return medianSelectivity >= bounds.medianSelectivity && orientedShare >= bounds.orientedShare;
}

describe('learning edges', () => {
  it(
    'turns the units of the autoencoder into oriented edges of all directions',
    () => {
      const session = start(deadLeaves());
      expect(areEdges(session.filters())).toBe(false);
      const losses = train(session);
      expect(losses.at(-1)).toBeLessThan(0.77);
      const filters = session.filters();
      const summary = summariseOrientation(filters);
      expect(summary.medianSelectivity).toBeGreaterThanOrEqual(bounds.medianSelectivity);
      expect(summary.orientedShare).toBeGreaterThanOrEqual(bounds.orientedShare);
      // No direction is left out: each sixth of the half turn has its units.
      const sixths = new Set(Array.from(summary.preferredDegrees, (degrees) => Math.floor(degrees / 30)));
      expect([...sixths].sort()).toEqual([0, 1, 2, 3, 4, 5]);
    },
    patience,
  );

  it(
    'learns no edges from pictures of white noise',
    () => {
      const session = start(noisePictures());
      train(session);
      expect(areEdges(session.filters())).toBe(false);
    },
    patience,
  );

  it('takes filters of white noise for no edges', () => {
    const random = createRandom(2, 'check');
    const values = Float32Array.from({ length: 100 * 100 }, () => random.normal());
    expect(areEdges({ units: 100, height: 10, width: 10, channels: 1, values })).toBe(false);
  });
});
