/** Arrays of NumPy: bit for bit there and back, and nothing but typed errors for everything else. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AppError } from '../contract/errors';
import { decodeNpy, encodeNpy, halfToNumber } from './npy';

const shape = fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 4 });
/** Any bits, NaN with payloads included. */
const floats = (count: number) =>
  fc
    .uint8Array({ minLength: 4 * count, maxLength: 4 * count })
    .map((bytes) => new Float32Array(new Uint8Array(bytes).buffer));
const tensor = shape.chain((sizes) =>
  floats(sizes.reduce((product, size) => product * size, 1)).map((values) => ({ shape: sizes, values })),
);

function bitsOf(values: Float32Array | Uint8Array): number[] {
  return [...new Uint8Array(values.buffer, values.byteOffset, values.byteLength)];
}

/** A file as NumPy writes it, with its header given. */
function written(header: string, data: Uint8Array): Uint8Array {
  const text = `${header}\n`;
  const bytes = [0x93, ...Buffer.from('NUMPY'), 1, 0, text.length & 0xff, text.length >> 8];
  return Uint8Array.from([...bytes, ...Buffer.from(text), ...data]);
}

describe('arrays of NumPy', () => {
  it('come back bit for bit', () => {
    fc.assert(
      fc.property(tensor, (array) => {
        const bytes = encodeNpy(array);
        const read = decodeNpy(bytes, 'x');
        expect(read.shape).toEqual(array.shape);
        expect(bitsOf(read.values)).toEqual(bitsOf(array.values));
        expect((bytes.length - array.values.byteLength) % 64).toBe(0);
      }),
    );
  });

  it('come back from wherever in memory their bytes lie', () => {
    const array = { shape: [3], values: Float32Array.of(1, -2, 0.5) };
    const bytes = encodeNpy(array);
    const shifted = new Uint8Array(bytes.length + 3);
    shifted.set(bytes, 3);
    expect(decodeNpy(shifted.subarray(3), 'x')).toEqual(array);
  });

  it('are read with their axes turned where they were written column by column', () => {
    const header = "{'descr': '<f4', 'fortran_order': True, 'shape': (2, 3), }";
    const columns = new Uint8Array(Float32Array.of(1, 4, 2, 5, 3, 6).buffer);
    expect(decodeNpy(written(header, columns), 'x').values).toEqual(Float32Array.of(1, 2, 3, 4, 5, 6));
  });

  it('of other widths become float32', () => {
    const doubles = new Uint8Array(Float64Array.of(0.1, -3).buffer);
    const header = "{'descr': '<f8', 'fortran_order': False, 'shape': (2,), }";
    expect(decodeNpy(written(header, doubles), 'x').values).toEqual(Float32Array.of(0.1, -3));
    expect([0x3c00, 0xc000, 0x0001, 0x7bff, 0xfc00].map(halfToNumber)).toEqual([
      1,
      -2,
      2 ** -24,
      65504,
      -Infinity,
    ]);
    expect(halfToNumber(0x7e00)).toBeNaN();
  });

  it.each([
    ["{'descr': '|O', 'fortran_order': False, 'shape': (1,), }", 8, 'expected numbers'],
    ["{'descr': '>f4', 'fortran_order': False, 'shape': (1,), }", 4, 'expected numbers'],
    ["{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }", 4, 'needs 8 bytes'],
    ["{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999, 99999999999), }", 4, 'larger'],
    ["{'descr': '<f4', 'fortran_order': False, 'shape': (-1,), }", 4, 'expected numbers'],
    ["{'descr': '__proto__', 'fortran_order': False, 'shape': (1,), }", 4, 'expected numbers'],
  ])('are refused with the header %s', (header, bytes, reason) => {
    expect(() => decodeNpy(written(header, new Uint8Array(bytes)), 'x')).toThrow(reason);
  });

  it('never fail with anything but a typed error, however they are damaged', () => {
    const whole = encodeNpy({ shape: [2, 3], values: new Float32Array(6) });
    fc.assert(
      fc.property(
        fc.nat(whole.length),
        fc.nat(whole.length - 1),
        fc.integer({ min: 0, max: 255 }),
        (cut, at, byte) => {
          const damaged = whole.slice(0, cut);
          if (at < cut) damaged[at] = byte;
          try {
            expect(decodeNpy(damaged, 'x').values.length).toBeLessThanOrEqual(24);
          } catch (error) {
            expect(error).toBeInstanceOf(AppError);
          }
        },
      ),
    );
  });
});
