/** What the drawing of a thinned network shows. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DroppedNumbers } from '../../../src-engine';
import {
  droppedCount,
  droppedShare,
  droppedUnits,
  isDropped,
  layoutStages,
  stagesOf,
} from './thinned-network';

function dropping(layer: number, count: number, which: readonly number[]): DroppedNumbers {
  const bits = new Uint8Array(Math.ceil(count / 8));
  for (const number of which) bits[number >> 3] = (bits[number >> 3] ?? 0) | (1 << (number & 7));
  return { layer, rate: 0.5, count, told: count, bits };
}

const layers = [
  { index: 0, type: 'conv2d', title: 'Convolution 3×3 · ReLU, valid', outputShape: [2, 2, 3] },
  { index: 1, type: 'dropout', title: 'Dropout 0.5', outputShape: [2, 2, 3] },
  { index: 2, type: 'flatten', title: 'Flatten', outputShape: [12] },
  { index: 3, type: 'dense', title: 'Dense · ReLU', outputShape: [10] },
  { index: 4, type: 'dropout', title: 'Dropout 0.5', outputShape: [10] },
  { index: 5, type: 'dense', title: 'Dense · softmax', outputShape: [4] },
];

describe('the stages of a network', () => {
  it('are its input and what computes, with dropout drawn where it takes away', () => {
    const [ofMaps, ofUnits] = [dropping(1, 12, [0, 3]), dropping(4, 10, [2])];
    const stages = stagesOf([4, 4, 1], layers, [ofMaps, ofUnits]);
    expect(stages.map(({ title, kind, count }) => [title, kind, count])).toEqual([
      ['Input', 'units', 16],
      ['Convolution 3×3 · ReLU', 'maps', 3],
      ['ReLU', 'units', 10],
      ['softmax', 'units', 4],
    ]);
    expect(stages.map(({ dropped }) => dropped)).toEqual([null, ofMaps, ofUnits, null]);
  });

  it('are whole where nothing is dropped', () => {
    for (const stage of stagesOf([4, 4, 1], layers, [])) {
      expect(stage.dropped).toBeNull();
      expect(droppedUnits(stage, stage.count)).toEqual([]);
    }
  });

  it('count what a map lost at its own places', () => {
    // Numbers 0, 3, 6 and 9 belong to the first of three maps.
    const [, maps] = stagesOf([4, 4, 1], layers, [dropping(1, 12, [0, 3, 6, 9, 1])]);
    expect([0, 1, 2].map((map) => droppedShare(maps, map))).toEqual([1, 0.25, 0]);
    expect(droppedUnits(maps, 3)).toEqual([0]);
  });
});

describe('dropped numbers', () => {
  it('are read bit by bit, and what is not told counts as kept', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(79)), (which) => {
        const dropped = dropping(0, 80, which);
        expect(droppedCount(dropped)).toBe(which.length);
        expect(which.every((number) => isDropped(dropped, number))).toBe(true);
        expect(isDropped({ ...dropped, told: 40 }, 40 + (which[0] ?? 0))).toBe(false);
      }),
    );
  });
});

describe('the layout', () => {
  it('shows every unit or says how many more there are, inside its room', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 2000 }), { minLength: 1, maxLength: 6 }),
        fc.integer({ min: 120, max: 900 }),
        fc.integer({ min: 100, max: 900 }),
        (counts, width, height) => {
          const dense = counts.map((count, index) => ({
            index,
            type: 'dense',
            title: '',
            outputShape: [count],
          }));
          const stages = stagesOf([9], dense, []);
          const room = { width, height, above: 20, below: 30 };
          layoutStages(stages, room).forEach(({ x, ys, size, more }, index) => {
            expect(ys.length + more).toBe(stages[index]?.count);
            expect(ys.length).toBeGreaterThanOrEqual(1);
            expect(ys.length).toBeLessThanOrEqual(60);
            expect(x).toBeGreaterThan(0);
            expect(x).toBeLessThan(width);
            expect(Math.min(...ys) - size).toBeGreaterThanOrEqual(20);
            expect(Math.max(...ys) + size).toBeLessThanOrEqual(height - 30);
          });
        },
      ),
    );
  });
});
