/** The place where JSON goes wrong, against texts that JSON.parse refuses. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findJsonError } from './json-error';

describe('findJsonError', () => {
  it.each([
    ['', 1, 1],
    ['{', 1, 2],
    ['{"a": x}', 1, 7],
    ['{"a": 1,}', 1, 9],
    ['[1, 2', 1, 6],
    ['[1 2]', 1, 4],
    ['{"a" 1}', 1, 6],
    ['{\n  "a": 1\n  "b": 2\n}', 3, 3],
    ["{'a': 1}", 1, 2],
    ['{"a": 1} extra', 1, 10],
    ['"line\nbreak"', 1, 1],
    ['{"a": [1, {"b": }]}', 1, 17],
    ['01', 1, 2],
  ])('finds it in %j', (text, line, column) => {
    expect(() => JSON.parse(text) as unknown).toThrow();
    expect(findJsonError(text)).toEqual({ line, column });
  });

  it('reads whole any text that is JSON', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        const lines = text.split('\n');
        expect(findJsonError(text)).toEqual({ line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 });
      }),
    );
  });
});
