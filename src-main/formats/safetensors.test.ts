/** Safetensors: bit for bit there and back, offsets that lie are refused. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AppError } from '../contract/errors';
import { decodeSafetensors, encodeSafetensors } from './safetensors';

const values = fc
  .uint8Array({ maxLength: 40 })
  .map((bytes) => new Float32Array(new Uint8Array(bytes.subarray(0, bytes.length & ~3)).buffer));
const tensors = fc
  .uniqueArray(fc.tuple(fc.string({ maxLength: 12 }), values), { selector: ([name]) => name, maxLength: 6 })
  .map((entries) => new Map(entries.filter(([name]) => name !== '__metadata__' && name !== '__proto__')));

/** A file with its header given. */
function written(header: unknown, data: Uint8Array): Uint8Array {
  const text = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length));
  return new Uint8Array(Buffer.concat([length, text, data]));
}

const entry = (from: number, to: number) => ({
  dtype: 'F32',
  shape: [(to - from) / 4],
  data_offsets: [from, to],
});

describe('safetensors', () => {
  it('come back bit for bit, with their metadata', () => {
    fc.assert(
      fc.property(tensors, fc.string(), (named, text) => {
        const content = {
          tensors: new Map([...named].map(([name, v]) => [name, { shape: [v.length], values: v }])),
          metadata: new Map([['about', text]]),
        };
        const read = decodeSafetensors(encodeSafetensors(content));
        expect(read.metadata).toEqual(content.metadata);
        expect([...read.tensors.keys()].sort()).toEqual([...named.keys()].sort());
        for (const [name, v] of named) {
          const got = read.tensors.get(name)!.values;
          expect(Buffer.from(got.buffer)).toEqual(Buffer.from(v.buffer, v.byteOffset, v.byteLength));
        }
      }),
    );
  });

  it.each([
    ['tensors that overlap', { a: entry(0, 8), b: entry(4, 12) }, 12, 'does not begin where'],
    ['a hole between tensors', { a: entry(0, 4), b: entry(8, 12) }, 12, 'does not begin where'],
    ['bytes that belong to nothing', { a: entry(0, 4) }, 8, 'belong to nothing'],
    ['an end behind the file', { a: entry(0, 400) }, 4, 'does not begin where'],
    ['a shape that needs other bytes', { a: { ...entry(0, 8), shape: [3] } }, 8, 'needs 12 bytes'],
    ['a shape of NaN', '{"a":{"dtype":"F32","shape":[null],"data_offsets":[0,4]}}', 4, 'not as it should be'],
    ['other types than floats', { a: { ...entry(0, 8), dtype: 'I64' } }, 8, 'I64'],
    ['a header that is a list', [], 0, 'no JSON object'],
    ['a header that is no JSON', '{"a":', 0, 'no JSON'],
  ])('with %s are refused', (_what, header, bytes, reason) => {
    expect(() => decodeSafetensors(written(header, new Uint8Array(bytes)))).toThrow(reason);
  });

  it('with a header longer than the file are refused before it is read', () => {
    const bytes = new Uint8Array(16).fill(0xff);
    expect(() => decodeSafetensors(bytes)).toThrow('longer than the file');
  });

  it('take a name like __proto__ as any other', () => {
    const text = `{"__proto__":${JSON.stringify(entry(0, 4))}}`;
    const { tensors: read } = decodeSafetensors(written(text, new Uint8Array(4)));
    expect([...read.keys()]).toEqual(['__proto__']);
  });

  it('never fail with anything but a typed error, however they are damaged', () => {
    const content = {
      tensors: new Map([['a', { shape: [2], values: new Float32Array(2) }]]),
      metadata: new Map(),
    };
    const whole = encodeSafetensors(content);
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.integer({ min: 0, max: 255 }), (at, byte) => {
        const damaged = whole.slice();
        damaged[at] = byte;
        try {
          expect(decodeSafetensors(damaged).tensors.size).toBeLessThanOrEqual(2);
        } catch (error) {
          expect(error).toBeInstanceOf(AppError);
        }
      }),
    );
  });
});
