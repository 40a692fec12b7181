/** Archives entry by entry: what the writer writes, and what other programs write; the hostile ones are in tests/integration/bundle-fuzz. */
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { zipSync } from 'fflate/browser';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ZipWriter } from '../export/zip';
import { ZipFile } from './zip-file';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'simplecell-zip-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const limits = { entries: 100, bytes: 2 ** 24 };

function opened(bytes: Uint8Array, most = limits): ReadonlyMap<string, Uint8Array> {
  const path = join(folder, 'archive');
  writeFileSync(path, bytes);
  const file = new ZipFile(path, most);
  try {
    return new Map(file.files().map(({ name }) => [name, file.read(name)]));
  } finally {
    file.close();
  }
}

function written(entries: ReadonlyMap<string, Uint8Array>, level: number): Buffer {
  const pieces: Uint8Array[] = [];
  const writer = new ZipWriter((bytes) => void pieces.push(bytes));
  for (const [name, bytes] of entries) writer.deflate({ name, bytes }, level);
  writer.end();
  return Buffer.concat(pieces);
}

const contents = fc.oneof(
  fc.uint8Array({ maxLength: 300 }),
  fc
    .record({ byte: fc.nat(255), length: fc.nat(5000) })
    .map(({ byte, length }) => new Uint8Array(length).fill(byte)),
);
const archives = fc
  .dictionary(fc.stringMatching(/^[a-z]{1,8}(\/[a-z]{1,8})?$/), contents, { maxKeys: 8 })
  .map((entries) => new Map(Object.entries(entries)));

it('gives back what the writer was given, stored or deflated, and what fflate writes', () => {
  fc.assert(
    fc.property(archives, fc.integer({ min: 1, max: 9 }), (entries, level) => {
      expect(opened(written(entries, level))).toEqual(entries);
      expect(opened(zipSync(Object.fromEntries(entries)))).toEqual(entries);
    }),
    { numRuns: 60 },
  );
});

it('makes what can be smaller smaller, and nothing larger', () => {
  const flat = written(new Map([['flat', new Uint8Array(100_000)]]), 6);
  expect(flat.length).toBeLessThan(1000);
  // What looks random: SHA-256 of one number after the other.
  const noise = Buffer.concat(
    Array.from({ length: 32 }, (_, i) => createHash('sha256').update(String(i)).digest()),
  );
  expect(written(new Map([['n', noise]]), 9).length).toBe(1024 + 30 + 1 + 46 + 1 + 22);
});

it('says what is wrong with what is no archive, is cut short, or is more than may be read', () => {
  const whole = written(
    new Map([
      ['a', new Uint8Array(500)],
      ['b', Uint8Array.of(1, 2)],
    ]),
    6,
  );
  expect(() => opened(new Uint8Array())).toThrow('too short');
  expect(() => opened(new Uint8Array(100))).toThrow('its end is missing');
  expect(() => opened(whole.subarray(10))).toThrow('its directory is missing');
  expect(() => opened(whole, { entries: 1, bytes: 1000 })).toThrow('more than 1 files');
  expect(() => opened(whole, { entries: 9, bytes: 501 })).toThrow('unpacks to more');
  const changed = Buffer.from(whole);
  changed[31] ^= 0xff;
  expect(() => opened(changed)).toThrow(/"a"/);
  expect(() => new ZipFile(join(folder, 'nothing'), limits)).toThrow('cannot be read');
});
