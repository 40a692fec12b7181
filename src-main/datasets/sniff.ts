/** Tells from its first bytes what a file is, whatever its name says, and why it is not decoded if it is not. */

/** Formats that are decoded. */
export type PictureFormat = 'JPEG' | 'PNG' | 'GIF' | 'WebP' | 'TIFF' | 'AVIF';

export type Sniffed =
  | { readonly format: PictureFormat; readonly reason: null }
  | { readonly format: null; readonly reason: string };

/** How many leading bytes `sniff` looks at. */
export const SNIFF_BYTES = 256;

interface Signature {
  readonly offset: number;
  readonly bytes: string;
}

const PICTURES: readonly (readonly [PictureFormat, readonly Signature[]])[] = [
  ['JPEG', [{ offset: 0, bytes: '\xff\xd8\xff' }]],
  ['PNG', [{ offset: 0, bytes: '\x89PNG\r\n\x1a\n' }]],
  ['GIF', [{ offset: 0, bytes: 'GIF8' }]],
  [
    'WebP',
    [
      { offset: 0, bytes: 'RIFF' },
      { offset: 8, bytes: 'WEBP' },
    ],
  ],
  ['TIFF', [{ offset: 0, bytes: 'II*\0' }]],
  ['TIFF', [{ offset: 0, bytes: 'MM\0*' }]],
  ['TIFF', [{ offset: 0, bytes: 'II+\0' }]],
  ['TIFF', [{ offset: 0, bytes: 'MM\0+' }]],
  ['AVIF', [{ offset: 4, bytes: 'ftypavif' }]],
  ['AVIF', [{ offset: 4, bytes: 'ftypavis' }]],
];

const OTHERS: readonly (readonly [string, Signature])[] = [
  ['BMP is not supported: save it as PNG', { offset: 0, bytes: 'BM' }],
  ['HEIC is not supported: save it as JPEG or PNG', { offset: 4, bytes: 'ftyphe' }],
  ['HEIC is not supported: save it as JPEG or PNG', { offset: 4, bytes: 'ftypmif1' }],
  ['JPEG XL is not supported: save it as PNG', { offset: 0, bytes: '\xff\x0a' }],
  ['JPEG XL is not supported: save it as PNG', { offset: 4, bytes: 'JXL ' }],
  ['JPEG 2000 is not supported: save it as PNG', { offset: 4, bytes: 'jP  ' }],
  ['a Photoshop file is not supported: save it as PNG', { offset: 0, bytes: '8BPS' }],
  ['an icon file is not supported: save it as PNG', { offset: 0, bytes: '\0\0\x01\0' }],
  ['not a picture (PDF)', { offset: 0, bytes: '%PDF' }],
  ['not a picture (zip archive)', { offset: 0, bytes: 'PK\x03\x04' }],
  ['not a picture (video)', { offset: 4, bytes: 'ftyp' }],
];

/** @param head the first `SNIFF_BYTES` bytes of the file, fewer if it is shorter */
export function sniff(head: Uint8Array): Sniffed {
  if (head.length === 0) return { format: null, reason: 'empty file' };
  for (const [format, signatures] of PICTURES) {
    if (signatures.every((signature) => matches(head, signature))) return { format, reason: null };
  }
  for (const [reason, signature] of OTHERS) {
    if (matches(head, signature)) return { format: null, reason };
  }
  if (looksLikeText(head)) {
    const text = new TextDecoder('latin1').decode(head.subarray(0, SNIFF_BYTES)).toLowerCase();
    if (text.includes('<svg')) return { format: null, reason: 'SVG is not decoded: save it as PNG' };
    return { format: null, reason: 'not a picture (text)' };
  }
  return { format: null, reason: 'not a picture (unknown content)' };
}

function matches(head: Uint8Array, { offset, bytes }: Signature): boolean {
  for (let i = 0; i < bytes.length; i++) {
    if (head[offset + i] !== bytes.charCodeAt(i)) return false;
  }
  return true;
}

/** Text has no control bytes but white space and escape; UTF-16 is betrayed by its byte order mark. */
function looksLikeText(head: Uint8Array): boolean {
  if ((head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff)) return true;
  return head
    .subarray(0, SNIFF_BYTES)
    .every((byte) => byte >= 0x20 || (byte >= 0x09 && byte <= 0x0d) || byte === 0x1b);
}
