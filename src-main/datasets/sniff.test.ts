/** Content decides what a file is. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sniff } from './sniff';

const bytes = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0));

describe('sniff', () => {
  it.each([
    ['JPEG', '\xff\xd8\xff\xe0'],
    ['PNG', '\x89PNG\r\n\x1a\n'],
    ['GIF', 'GIF89a'],
    ['WebP', 'RIFF\x10\0\0\0WEBPVP8 '],
    ['TIFF', 'II*\0'],
    ['TIFF', 'MM\0*'],
    ['AVIF', '\0\0\0\x20ftypavif'],
  ])('knows %s', (format, text) => {
    expect(sniff(bytes(text)).format).toBe(format);
  });

  it.each([
    ['', 'empty file'],
    ['hello\n', 'not a picture (text)'],
    ['\xff\xfeh\0i\0', 'not a picture (text)'],
    ['<svg xmlns="x"/>', 'SVG is not decoded: save it as PNG'],
    ['<!-- c -->\n<SVG/>', 'SVG is not decoded: save it as PNG'],
    ['%PDF-1.7', 'not a picture (PDF)'],
    ['RIFF\x10\0\0\0WAVEfmt ', 'not a picture (unknown content)'],
    ['\0\0\0\x18ftypheic', 'HEIC is not supported: save it as JPEG or PNG'],
    ['\0\0\0\x18ftypisom', 'not a picture (video)'],
  ])('says of %j why it is not decoded', (text, reason) => {
    expect(sniff(bytes(text))).toEqual({ format: null, reason });
  });

  it('has an answer for anything', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (head) => {
        const { format, reason } = sniff(head);
        expect((format === null) !== (reason === null)).toBe(true);
      }),
    );
  });
});
