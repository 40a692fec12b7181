/** Which epochs are frames, and that every frame of a film has the same size and what it should show. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FilterSet } from '../../src-engine';
import { drawFrame, frameEpochs, layoutFrames, MAX_FRAMES, type Frame } from './animation-frames';

function filterSet(units: number, value: number): FilterSet {
  return {
    layer: 0,
    units,
    height: 4,
    width: 4,
    channels: 1,
    values: new Float32Array(units * 16).fill(value),
    norms: new Float32Array(units),
    meanActivations: new Float32Array(units),
  };
}

const frame = (epoch: number, values: readonly (number | null)[], units = 4): Frame => ({
  epoch,
  panels: values.map((value, index) => ({
    title: `${index + 1} run`,
    epoch: value === null ? null : epoch,
    filters: value === null ? null : filterSet(units, value),
  })),
});

function pixelsOf({ pixels }: { pixels: Uint8Array }, color: readonly number[]): number {
  let count = 0;
  for (let at = 0; at < pixels.length; at += 3) {
    if (color.every((level, channel) => pixels[at + channel] === level)) count += 1;
  }
  return count;
}

const orange = [0xb2, 0x3f, 0x12];
const blue = [0x21, 0x59, 0xa5];

describe('frameEpochs', () => {
  it('is every epoch that any run keeps', () => {
    expect(frameEpochs([[1, 3], [2, 3, 9], []])).toEqual([1, 2, 3, 9]);
  });

  it('thins long films evenly and keeps the first and the last epoch', () => {
    const epoch = fc.integer({ min: 0, max: 100_000 });
    fc.assert(
      fc.property(fc.uniqueArray(epoch, { minLength: 1, maxLength: 400 }), (epochs) => {
        const kept = epochs.sort((a, b) => a - b);
        const chosen = frameEpochs([kept]);
        expect(chosen.length).toBe(Math.min(MAX_FRAMES, kept.length));
        expect([chosen[0], chosen.at(-1)]).toEqual([kept[0], kept.at(-1)]);
        expect(new Set(chosen).size).toBe(chosen.length);
      }),
    );
  });
});

describe('frames', () => {
  it('have one size for all, however late a run begins', () => {
    const frames = [frame(1, [1, null]), frame(2, [-1, 1])];
    const layout = layoutFrames(frames);
    const [first, second] = frames.map((one) => drawFrame(one, layout, 1));
    expect([first.widthPx, first.heightPx]).toEqual([second.widthPx, second.heightPx]);
    expect(pixelsOf(first, orange)).toBeGreaterThan(1000);
    expect(pixelsOf(first, blue)).toBe(0);
    // As many pixels of the first run as before, now blue; of the second as many orange ones.
    expect(pixelsOf(second, blue)).toBe(pixelsOf(first, orange));
    expect(pixelsOf(second, orange)).toBe(pixelsOf(first, orange));
  });

  it('share a scale, or have one each', () => {
    const frames = [frame(1, [1, 0.5])];
    const layout = layoutFrames(frames);
    const one = pixelsOf(drawFrame(frames[0], layout, 1), orange);
    expect(pixelsOf(drawFrame(frames[0], layout, null), orange)).toBe(2 * one);
  });

  it('say their epoch', () => {
    const layout = layoutFrames([frame(1, [0])]);
    const texts = [1, 7].map((epoch) =>
      pixelsOf(drawFrame(frame(epoch, [0]), layout, 1), [0xe8, 0xec, 0xee]),
    );
    expect(Math.min(...texts)).toBeGreaterThan(0);
    expect(texts[0]).not.toBe(texts[1]);
  });

  it('stay small enough to be encoded, however many there are', () => {
    const many = Array.from({ length: MAX_FRAMES }, (_, index) =>
      frame(
        index,
        Array.from({ length: 20 }, () => 1),
        100,
      ),
    );
    const { widthPx, heightPx } = layoutFrames(many);
    expect(widthPx * heightPx * many.length).toBeLessThanOrEqual(60_000_000);
  });
});
