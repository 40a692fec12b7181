/** S12: bundles from somebody else. Whatever is in one, it becomes a run that the database takes, or an error that says what is wrong. */
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BundleSource } from '../../src-main/bundles/bundle-protocol';
import { readBundle, unpackPictures } from '../../src-main/bundles/read-bundle';
import { itemPage, writeArchive } from '../../src-main/bundles/write-archive';
import { AppError } from '../../src-main/contract/errors';
import { BundleRepository } from '../../src-main/db/bundle-repository';
import { EventRepository } from '../../src-main/db/event-repository';
import { openDatabase } from '../../src-main/db/open';
import { expected } from '../../src-main/ipc/envelope';
import { ZipWriter } from '../../src-main/export/zip';
import { ZipFile } from '../../src-main/formats/zip-file';
import { trainedExample } from '../engine/portable-networks';

let folder: string;
let whole: Buffer;
let parts: ReadonlyMap<string, Uint8Array>;

const { experiment, pictures, checkpoint } = trainedExample('dense');
const units = 20;
const weights = 28 * 28;

function snapshot(epoch: number) {
  const shape = { epoch, layer: 0, units, height: 28, width: 28, channels: 1 };
  const values = new Uint8Array(4 * units + units * weights).fill(epoch);
  return {
    ...shape,
    valueBytes: values.length,
    values,
    norms: new Uint8Array(4 * units).fill(1),
    meanActivations: new Uint8Array(4 * units).fill(2),
  };
}

function source(pixelsFile: string): BundleSource {
  const metrics = { loss: 1, data: 0.9, weightDecay: 0.1, sparsity: 0, accuracy: 0.5 };
  const row = { train: metrics, validation: metrics, learningRate: 0.1, samplesPerSecond: 10, durationMs: 5 };
  const moment = { atMs: 5, epoch: 0, batch: null, x: 0 };
  const count = pictures.count;
  return {
    environment: {
      simplecell: '1',
      platform: 'x',
      arch: 'y',
      cpu: 'z',
      cores: 2,
      node: '24',
      electron: null,
    },
    writtenAtMs: 1000,
    experiment,
    run: {
      name: 'fuzzed',
      datasetName: 'digits',
      state: 'stopped',
      createdAtMs: 10,
      durationMs: 20.5,
      epochsTotal: experiment.training.epochs,
      epochsDone: 2,
      parameterCount: 5,
      trainAtEnd: metrics,
      test: metrics,
      weightsSha256: null,
      weightsEpoch: null,
      error: null,
      pinned: true,
      note: 'note',
      tags: ['one', 'two'],
      layers: experiment.network.layers.map((_, index) => ({
        index,
        type: 'dense',
        title: 'Dense',
        outputShape: [10],
        parameterCount: 10,
      })),
      checkpoint: { epoch: savedEpoch(), savedAtMs: 12 },
    },
    epochs: [1, 2].map((epoch) => ({ epoch, ...row })),
    events: [
      { ...moment, kind: 'state', from: null, to: 'preparing', reason: null },
      { ...moment, kind: 'change', setting: 'learningRate', layer: null, from: 1, to: 2 },
    ],
    checkpoint,
    snapshots: [snapshot(1), snapshot(2)],
    dataset: {
      name: 'digits',
      source: 'folder',
      description: 'ten digits',
      shape: [28, 28, 1],
      fit: 'cover',
      createdAtMs: 3,
      pictureCount: count,
      skippedCount: 1,
      classNames: [...pictures.classNames],
      pixelsFile,
      labels: pictures.labels,
    },
    items: [
      itemPage([
        ...Array.from(
          { length: count },
          (_, slot) => [`${slot}.png`, null, pictures.labels[slot], slot, 28, 28] as const,
        ).map((item) => [...item] as [string, null, number, number, number, number]),
        ['broken.png', 'it is no picture', null, null, null, null],
      ]),
    ],
  };
}

/** After how many epochs the example was saved, as its header says in JSON behind the first twelve bytes. */
function savedEpoch(): number {
  const text = Buffer.from(checkpoint).toString('latin1', 12, 2000);
  return Number(/"epoch":(\d+)/.exec(text)?.[1]);
}

/** The same numbers every time. */
function randomOf(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'simplecell-fuzz-'));
  const pixels = join(folder, 'pixels');
  writeFileSync(pixels, pictures.pixels);
  const pieces: Uint8Array[] = [];
  writeArchive(
    source(pixels),
    (bytes) => void pieces.push(Buffer.from(bytes)),
    () => undefined,
  );
  whole = Buffer.concat(pieces);
  const file = join(folder, 'whole');
  writeFileSync(file, whole);
  const zip = new ZipFile(file, { entries: 100, bytes: 2 ** 30 });
  parts = new Map(zip.files().map(({ name }) => [name, zip.read(name)]));
  zip.close();
});
afterAll(() => rmSync(folder, { recursive: true }));

type Outcome = 'taken' | 'refused';

/** Reads it as the lab does, and puts into a database what passes. Anything but an error for people is thrown. */
function open(bytes: Uint8Array): Outcome {
  const file = join(folder, 'mutated');
  writeFileSync(file, bytes);
  const database = openDatabase(':memory:');
  try {
    const content = readBundle(file);
    unpackPictures(file, join(folder, 'unpacked'), () => undefined);
    const runId = new BundleRepository(database, new EventRepository(database)).insert(
      { ...content, datasetId: null },
      () => undefined,
    );
    expect(runId).toBe(1);
    return 'taken';
  } catch (error) {
    if (expected(error) === null) throw error;
    return 'refused';
  } finally {
    database.close();
  }
}

/** An archive whose list and checksums are right, so that what is inside is read. */
function packed(
  changed: ReadonlyMap<string, Uint8Array>,
  manifest: (json: Json) => Json = (json) => json,
): Buffer {
  const pieces: Uint8Array[] = [];
  const zip = new ZipWriter((bytes) => void pieces.push(bytes));
  const listed: Json[] = [];
  for (const [name, bytes] of changed) {
    if (name === 'bundle.json') continue;
    zip.deflate({ name, bytes }, 1);
    listed.push({ name, bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') });
  }
  const before = JSON.parse(Buffer.from(changed.get('bundle.json')!).toString()) as Fields;
  const text = JSON.stringify(manifest({ ...before, parts: listed }));
  zip.deflate({ name: 'bundle.json', bytes: Buffer.from(text) }, 1);
  zip.end();
  return Buffer.concat(pieces);
}

interface Fields {
  [key: string]: Json;
}
type Json = null | boolean | number | string | Json[] | Fields;

const hostile: readonly Json[] = [
  null,
  true,
  -1,
  0.5,
  1e308,
  2 ** 53,
  '',
  '../../etc/passwd',
  '__proto__',
  'x'.repeat(300_000),
  [],
  {},
  [[[[[[]]]]]],
  { constructor: { prototype: { polluted: true } } },
];

/** Puts something hostile in the place of any value, or a key beside others. */
function spoiled(json: Json, random: (below: number) => number): Json {
  const isObject = typeof json === 'object' && json !== null;
  const keys = isObject ? Object.keys(json) : [];
  if (keys.length === 0 || random(4) === 0) return hostile[random(hostile.length)];
  const copy = structuredClone(json) as Fields;
  const key = keys[random(keys.length)];
  const how = random(8);
  if (how === 0) Reflect.deleteProperty(copy, key);
  else if (how === 1)
    Object.defineProperty(copy, '__proto__', { value: { polluted: true }, enumerable: true });
  else copy[key] = spoiled(copy[key], random);
  return copy;
}

describe('a bundle from elsewhere', () => {
  it('is taken as it was written', () => {
    expect(open(whole)).toBe('taken');
    expect(open(packed(parts))).toBe('taken');
    expect(readFileSync(join(folder, 'unpacked')).equals(Buffer.from(pictures.pixels))).toBe(true);
  });

  it('gives an error for people in 500 mutations, in little memory and without a trace in any prototype', () => {
    const random = randomOf(7);
    const names = [...parts.keys()];
    const outcomes: Record<Outcome, number> = { taken: 0, refused: 0 };
    const before = process.memoryUsage();
    let most = 0;
    for (let i = 0; i < 500; i += 1) {
      outcomes[open(mutated(random, names))] += 1;
      const { arrayBuffers, heapUsed } = process.memoryUsage();
      most = Math.max(most, arrayBuffers + heapUsed - before.arrayBuffers - before.heapUsed);
    }
    expect(outcomes.refused).toBeGreaterThan(350);
    expect(most).toBeLessThan(512 * 2 ** 20);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  it('is refused where it says that it unpacks to more than it may, before anything is unpacked', () => {
    const bomb = Buffer.from(whole);
    const end = bomb.length - 22;
    bomb.writeUInt32LE(0xf000_0000, bomb.readUInt32LE(end + 16) + 24);
    expect(() => readBundle(put(bomb))).toThrow('unpacks to more than');
  });

  it('is refused where a part unpacks to more than it says', () => {
    const zeros = deflateRawSync(Buffer.alloc(2 ** 26));
    const bytes = Buffer.from(whole);
    // The first part, of which the directory says what is stored behind its head.
    const directory = bytes.readUInt32LE(bytes.length - 22 + 16);
    const start = 30 + bytes.readUInt16LE(26);
    const grown = Buffer.concat([bytes.subarray(0, start), zeros, bytes.subarray(start)]);
    const shift = zeros.length;
    for (let at = directory + shift; grown.readUInt32LE(at) === 0x02014b50;) {
      if (at === directory + shift) grown.writeUInt32LE(zeros.length, at + 20);
      else grown.writeUInt32LE(grown.readUInt32LE(at + 42) + shift, at + 42);
      at += 46 + grown.readUInt16LE(at + 28);
    }
    grown.writeUInt32LE(directory + shift, grown.length - 22 + 16);
    expect(() => readBundle(put(grown))).toThrow(AppError);
    expect(() => readBundle(put(grown))).toThrow(/cannot be unpacked|unpacks to/);
  });

  it('is refused where names climb out of it, twice or unlisted ones', () => {
    for (const name of ['../evil', '/evil', 'pixels/../../evil', 'C:\\evil', 'unknown.json']) {
      const climbing = new Map([...parts, [name, Buffer.from('evil')]]);
      expect(() => readBundle(put(packed(climbing)))).toThrow(/no part of a bundle|not where it should be/);
    }
    const unlisted = packed(new Map([...parts, ['extra.bin', Buffer.from('x')]]), (json) => {
      const all = json as { parts: { name: string }[] };
      return { ...all, parts: all.parts.filter(({ name }) => name !== 'extra.bin') };
    });
    expect(() => readBundle(put(unlisted))).toThrow('does not list');
  });

  it('of a newer form says that a newer version is needed', () => {
    const newer = packed(parts, (json) => ({ ...(json as object), version: 2 }));
    expect(() => readBundle(put(newer))).toThrow('newer version of Simplecell');
  });

  it('with weights of another experiment, or of another size, is refused', () => {
    const other = trainedExample('dropout');
    expect(() => readBundle(put(packed(new Map([...parts, ['checkpoint.bin', other.checkpoint]]))))).toThrow(
      'belongs to another experiment',
    );
    const cut = checkpoint.slice(0, checkpoint.length - 4);
    expect(() => readBundle(put(packed(new Map([...parts, ['checkpoint.bin', cut]]))))).toThrow('checkpoint');
  });
});

function put(bytes: Uint8Array): string {
  const file = join(folder, 'hostile');
  writeFileSync(file, bytes);
  expect(statSync(file).size).toBe(bytes.length);
  return file;
}

/** Bytes that were changed anywhere, or parts whose content is wrong while everything around them is right. */
function mutated(random: (below: number) => number, names: readonly string[]): Buffer {
  const how = random(6);
  if (how < 3) return bitten(random, whole);
  const name = names[random(names.length)];
  const bytes = parts.get(name)!;
  const isJson = name.endsWith('.json');
  if (!isJson || (how === 3 && name !== 'bundle.json')) {
    return packed(new Map([...parts, [name, bitten(random, bytes)]]));
  }
  const json = spoiled(JSON.parse(Buffer.from(bytes).toString()) as Json, random);
  if (name === 'bundle.json') return packed(parts, () => json);
  return packed(new Map([...parts, [name, Buffer.from(JSON.stringify(json))]]));
}

/** Some bytes changed, some lost, some put in, or all behind a place gone. */
function bitten(random: (below: number) => number, bytes: Uint8Array): Buffer {
  const copy = Buffer.from(bytes);
  const at = random(copy.length);
  const tail = Math.max(0, copy.length - 1 - random(Math.min(copy.length, 1200)));
  switch (random(5)) {
    case 0:
      return copy.subarray(0, at);
    case 1:
      return Buffer.concat([copy.subarray(0, at), copy.subarray(at + 1 + random(40))]);
    case 2:
      return Buffer.concat([
        copy.subarray(0, at),
        Buffer.alloc(1 + random(40), random(256)),
        copy.subarray(at),
      ]);
    case 3:
      // The directory, where sizes and places are.
      for (let i = 0; i < 1 + random(4); i += 1) copy[Math.min(copy.length - 1, tail + i)] = random(256);
      return copy;
    default:
      for (let i = 0; i < 1 + random(6); i += 1) copy[random(copy.length)] = random(256);
      return copy;
  }
}
