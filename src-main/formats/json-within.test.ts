/** Hostile JSON is refused before it is built, and honest JSON is what JSON.parse makes of it. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseJsonWithin } from './json-within';

const limits = { characters: 1000, depth: 4, values: 10 };
const parse = (text: string): unknown => parseJsonWithin(text, 'It', limits);

describe('JSON within limits', () => {
  it('is what JSON.parse gives', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(parseJsonWithin(text, 'It')).toEqual(JSON.parse(text));
      }),
    );
  });

  it('is refused where it is too long, too deep or too much', () => {
    expect(() => parse(`"${'a'.repeat(1000)}"`)).toThrow('more than 1000 characters');
    expect(() => parse('[[[[[]]]]]')).toThrow('deeper than 4');
    expect(() => parse(`[${'1,'.repeat(20)}1]`)).toThrow('more than 10 values');
    expect(parse('[[[["[[[[,,,,,,,,,,,,,\\"[["]]]]')).toBeInstanceOf(Array);
  });

  it('is refused as no JSON, however it is cut', () => {
    for (const text of ['', '{', '[1,', '"\\', 'NaN', '{"a":}']) expect(() => parse(text)).toThrow('no JSON');
  });

  it('keeps a key that is called __proto__ as a key', () => {
    const value = parse('{"__proto__": {"polluted": true}}') as object;
    expect(Object.keys(value)).toEqual(['__proto__']);
    expect('polluted' in {}).toBe(false);
  });
});
