/** Animations as any viewer reads them: as many frames as epochs, their timing, and the colours that were drawn. */
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type { FilterSet } from '../../src-engine';
import { drawFrame, layoutFrames, type Frame } from './animation-frames';
import { encodeAnimation } from './encode-animation';

function filterSet(shift: number): FilterSet {
  const values = Float32Array.from({ length: 6 * 25 }, (_, at) => Math.sin(at * 0.7 + shift));
  return {
    layer: 0,
    units: 6,
    height: 5,
    width: 5,
    channels: 1,
    values,
    norms: new Float32Array(6),
    meanActivations: new Float32Array(6),
  };
}

const frames = [1, 2, 40].map((epoch): Frame => {
  const panels = [3, 7].map((id) => ({ title: `${id} run`, epoch, filters: filterSet(epoch * id) }));
  return { epoch, panels };
});
const settings = { delayMs: 120, scale: 'common' } as const;

describe('encodeAnimation', () => {
  it.each(['gif', 'webp'] as const)('writes frames, timing and colours as %s', async (format) => {
    const told: number[] = [];
    const made = await encodeAnimation(sharp, frames, { ...settings, format }, (share) => told.push(share));
    const { pages, delay, width, pageHeight, loop, ...meta } = await sharp(made.bytes, {
      pages: -1,
    }).metadata();
    expect({ pages, delay, loop, format: meta.format }).toEqual({
      pages: 3,
      delay: [120, 120, 120],
      loop: 0,
      format,
    });
    expect([width, pageHeight]).toEqual([made.widthPx, made.heightPx]);
    expect(told).toEqual([...told].sort((a, b) => a - b));
    const layout = layoutFrames(frames);
    for (const [page, frame] of frames.entries()) {
      const got = await sharp(made.bytes, { page }).removeAlpha().raw().toBuffer();
      const drawn = drawFrame(frame, layout, 1).pixels;
      const worst = got.reduce((most, level, at) => Math.max(most, Math.abs(level - (drawn[at] ?? 0))), 0);
      // A palette may round a colour, by less than anybody sees.
      expect(worst).toBeLessThanOrEqual(format === 'webp' ? 1 : 8);
    }
  });

  it('writes a picture for each epoch into a zip, in their order by name', async () => {
    const { bytes } = await encodeAnimation(sharp, frames, { ...settings, format: 'zip' }, () => undefined);
    const names = Buffer.from(bytes)
      .toString('latin1')
      .match(/epoch-\d+\.png/g);
    // Each stands before its file and once more in the list at the end.
    expect([...new Set(names)]).toEqual(['epoch-01.png', 'epoch-02.png', 'epoch-40.png']);
  });
});
