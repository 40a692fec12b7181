/** Pooling worked by hand, and against a loop that knows nothing of the engine. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { EngineError } from '../errors';
import { createReferenceKernels } from '../kernels/reference/reference-kernels';
import { poolMap, tracePool } from './pooling';
import type { FeatureMap } from './feature-map';
import type { PoolSettings } from './pooling';

const createKernels = (elements: number) => createReferenceKernels(new Float32Array(elements));

function grey(rows: readonly (readonly number[])[]): FeatureMap {
  return { height: rows.length, width: rows[0].length, channels: 1, values: Float32Array.from(rows.flat()) };
}

const side = fc.integer({ min: 1, max: 5 });
const anySettings: fc.Arbitrary<PoolSettings> = fc.record({
  kind: fc.constantFrom('max' as const, 'mean' as const),
  region: fc.tuple(side, side),
  stride: fc.tuple(side, side),
});
const anyMap: fc.Arbitrary<FeatureMap> = fc
  .tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 3 }))
  .chain(([height, width, channels]) => {
    const length = height * width * channels;
    // Small whole numbers make ties; fractions make rounding.
    const number = fc.oneof(fc.integer({ min: -2, max: 2 }), fc.float({ min: -100, max: 100, noNaN: true }));
    return fc
      .array(number, { minLength: length, maxLength: length })
      .map((values) => ({ height, width, channels, values: Float32Array.from(values) }));
  });

/** Every number of the pooled map by the definition, in float64, in the order of the map. */
function naive({ height, width, channels, values }: FeatureMap, settings: PoolSettings): number[] {
  const [rows, columns] = settings.region;
  const under = (top: number, left: number, channel: number): number => {
    const seen: number[] = [];
    for (let y = top; y < top + rows; y += 1) {
      for (let x = left; x < left + columns; x += 1) seen.push(values[(y * width + x) * channels + channel]);
    }
    const sum = seen.reduce((total, value) => total + value, 0);
    return settings.kind === 'max' ? Math.max(...seen) : sum / seen.length;
  };
  const pooled: number[] = [];
  for (let top = 0; top + rows <= height; top += settings.stride[0]) {
    for (let left = 0; left + columns <= width; left += settings.stride[1]) {
      for (let channel = 0; channel < channels; channel += 1) pooled.push(under(top, left, channel));
    }
  }
  return pooled;
}

describe('a pooled map', () => {
  const ramp = grey([
    [1, 5, 2, 0],
    [3, 4, 8, 8],
    [9, 7, 6, 1],
  ]);

  test('holds the maximum of each whole region; the row that is left over is not seen', () => {
    const pooled = poolMap(createKernels, ramp, { kind: 'max', region: [2, 2], stride: [2, 2] });
    expect(pooled).toEqual({ height: 1, width: 2, channels: 1, values: Float32Array.of(5, 8) });
  });

  test('holds the mean of each region', () => {
    const pooled = poolMap(createKernels, ramp, { kind: 'mean', region: [2, 2], stride: [2, 2] });
    expect([...pooled.values]).toEqual([3.25, 4.5]);
  });

  test('sees a pixel more than once where the stride is smaller than the region', () => {
    const pooled = poolMap(createKernels, ramp, { kind: 'max', region: [2, 3], stride: [1, 1] });
    expect(pooled).toMatchObject({ height: 2, width: 2 });
    expect([...pooled.values]).toEqual([8, 8, 9, 8]);
  });

  test('equals the independent loop for any map, region and stride', () => {
    fc.assert(
      fc.property(anyMap, anySettings, (map, settings) => {
        fc.pre(settings.region[0] <= map.height && settings.region[1] <= map.width);
        const pooled = poolMap(createKernels, map, settings);
        const expected = naive(map, settings);
        expect(pooled.height * pooled.width * pooled.channels).toBe(expected.length);
        expected.forEach((value, index) => expect(pooled.values[index]).toBeCloseTo(value, 4));
      }),
    );
  });

  test('is refused where the region is larger than the map', () => {
    const settings = { kind: 'max', region: [4, 2], stride: [1, 1] } as const;
    expect(() => poolMap(createKernels, ramp, settings)).toThrow(/at least 4×2, got 3×4×1/);
  });
});

describe('the trace of a pooled number', () => {
  const map = grey([
    [0.5, 2, 2],
    [1, -1, 2],
  ]);

  test('names the first of several maxima, row by row', () => {
    const settings = { kind: 'max', region: [2, 2], stride: [1, 1] } as const;
    expect(tracePool(map, settings, { y: 0, x: 1, channel: 0 })).toEqual({
      top: 0,
      left: 1,
      inputs: Float32Array.of(2, 2, -1, 2),
      maximumAt: 0,
      sum: 5,
      count: 4,
      result: 2,
    });
  });

  test('gives the sum and the count of a mean', () => {
    const settings = { kind: 'mean', region: [2, 2], stride: [1, 1] } as const;
    const trace = tracePool(map, settings, { y: 0, x: 0, channel: 0 });
    expect(trace).toMatchObject({ maximumAt: 1, sum: 2.5, count: 4, result: 0.625 });
  });

  test('looks at its own channel alone', () => {
    const colour = { height: 1, width: 2, channels: 2, values: Float32Array.of(1, 10, 2, 20) };
    const settings = { kind: 'mean', region: [1, 2], stride: [1, 2] } as const;
    expect(tracePool(colour, settings, { y: 0, x: 0, channel: 1 }).inputs).toEqual(Float32Array.of(10, 20));
  });

  test('equals the map at every place, maxima exactly and means up to rounding', () => {
    fc.assert(
      fc.property(anyMap, anySettings, (input, settings) => {
        fc.pre(settings.region[0] <= input.height && settings.region[1] <= input.width);
        const pooled = poolMap(createKernels, input, settings);
        for (let index = 0; index < pooled.values.length; index += 1) {
          const channel = index % pooled.channels;
          const x = Math.floor(index / pooled.channels) % pooled.width;
          const y = Math.floor(index / (pooled.channels * pooled.width));
          const trace = tracePool(input, settings, { y, x, channel });
          // Which zero is the maximum of 0 and −0 is nobody's business.
          if (settings.kind === 'max') expect(trace.result + 0).toBe(pooled.values[index] + 0);
          else expect(trace.result).toBeCloseTo(pooled.values[index], 4);
        }
      }),
    );
  });

  test('is refused outside the pooled map', () => {
    const settings = { kind: 'max', region: [2, 2], stride: [2, 2] } as const;
    expect(() => tracePool(map, settings, { y: 0, x: 1, channel: 0 })).toThrow(EngineError);
    expect(() => tracePool(map, settings, { y: 0, x: 0, channel: 1 })).toThrow(/channel 1/);
  });
});
