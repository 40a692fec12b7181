import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { EngineError } from '../errors';
import { decodeCheckpoint, encodeCheckpoint } from './checkpoint';
import { crc32 } from './crc32';

const header = {
  fingerprint: 4_294_967_295,
  seed: 7,
  trainCount: 100,
  parameterCount: 3,
  stateTensors: 1,
  layerState: 2,
  epoch: 2,
  batch: 5,
  step: 25,
  totals: { samples: 40, data: 0.1, weightDecay: 1e-17, sparsity: 0, correct: 39 },
  learningRate: 0.1,
  momentum: 0.85,
  dropoutRates: [0, 0.25, 0],
  epochs: 12,
  memory: { started: true, loss: 1 / 3, pairs: 2, next: 0 },
  converged: false,
  stopping: { best: 0.25, bestEpoch: 1, waited: 1, exhausted: 0 },
  plateau: { best: null, bestEpoch: 0, waited: 0, exhausted: 0 },
} as const;
const sections = [
  Float32Array.of(1.5, -0, 1e-40),
  Float32Array.of(-1, 2, 3),
  Float32Array.of(7, 8),
  new Float32Array(),
];

describe('the checkpoint codec', () => {
  test('gives back exactly what it was given, from any position in a buffer', () => {
    const bytes = encodeCheckpoint(header, sections);
    const shifted = new Uint8Array(bytes.length + 3);
    shifted.set(bytes, 3);
    for (const source of [bytes, shifted.subarray(3), Buffer.from(bytes)]) {
      expect(decodeCheckpoint(source)).toEqual({ header: { version: 3, ...header }, sections });
    }
  });

  test('refuses any changed byte and any cut as damaged', () => {
    const bytes = encodeCheckpoint(header, sections);
    const position = fc.nat({ max: bytes.length - 1 });
    fc.assert(
      fc.property(position, fc.integer({ min: 1, max: 255 }), fc.boolean(), (at, change, cut) => {
        const broken = cut ? bytes.slice(0, at) : bytes.slice();
        if (!cut) broken[at] ^= change;
        expect(() => decodeCheckpoint(broken)).toThrow(EngineError);
        expect(() => decodeCheckpoint(broken)).toThrow(/damaged/);
      }),
    );
  });

  test('refuses bytes that are no checkpoint', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(() => decodeCheckpoint(bytes)).toThrow(/damaged/);
      }),
    );
  });

  test('refuses a later version in other words than damage', () => {
    const later = encodeCheckpoint({ ...header, version: 4 } as typeof header, sections);
    expect(() => decodeCheckpoint(later)).toThrow(/version 4, expected 3/);
  });

  test('reads one from before settings could be changed as one in which none was', () => {
    const { momentum: _momentum, dropoutRates: _rates, epochs: _epochs, ...known } = header;
    const earlier = encodeCheckpoint({ ...known, version: 2 } as unknown as typeof header, sections);
    expect(decodeCheckpoint(earlier)).toEqual({
      header: { version: 3, ...known, momentum: null, dropoutRates: null, epochs: null },
      sections,
    });
  });
});

test('writing and reading a large checkpoint looks up again and again, and gives the same bytes', () => {
  const large = [Float32Array.from({ length: 5 * 2 ** 20 + 3 }, (_, index) => index)];
  let looks = 0;
  const breathe = (): void => {
    looks += 1;
  };
  const bytes = encodeCheckpoint(header, large, breathe);
  // Copied and summed in pieces of 4 MiB.
  expect(looks).toBe(6 + 6);
  expect(bytes).toEqual(encodeCheckpoint(header, large));
  const giveUp = (): void => {
    throw new Error('enough');
  };
  expect(() => decodeCheckpoint(bytes, giveUp)).toThrow('enough');
});

test('crc32 gives the published check value, whole or in pieces', () => {
  const digits = Uint8Array.from('123456789', (digit) => digit.charCodeAt(0));
  expect(crc32(digits)).toBe(0xcbf43926);
  for (let cut = 0; cut <= digits.length; cut += 1) {
    expect(crc32(digits.subarray(cut), crc32(digits.subarray(0, cut)))).toBe(0xcbf43926);
  }
});
