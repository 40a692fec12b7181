/**
 * A bundle on the disk, part by part, each compared with its checksum. The file is somebody else's: nothing of it is believed
 * before it was checked, and nothing is larger in memory than `bundle-format.ts` allows.
 */
import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import type { z } from 'zod';
import { parseExperiment, type Experiment } from '../../src-engine';
import { AppError } from '../contract/errors';
import type { EpochRow, RunEvent } from '../contract/runs';
import { ZipFile } from '../formats/zip-file';
import {
  bundledRunSchema,
  bundleVersion,
  epochsSchema,
  eventsSchema,
  itemPiece,
  itemsSchema,
  manifestSchema,
  mostGrowth,
  mostParts,
  parts,
  pieceName,
  pixelPiece,
  snapshotsSchema,
  type BundledItem,
  type BundledRun,
  type Manifest,
  type RawSnapshot,
} from './bundle-format';

type Piece = typeof pixelPiece | typeof itemPiece;

export class BundleFile {
  readonly #zip: ZipFile;
  readonly manifest: Manifest;

  /** @throws AppError('validation') for what is no bundle of this version, 'io' where it cannot be read */
  constructor(path: string) {
    this.#zip = new ZipFile(path, { entries: mostParts, bytes: mostUnpacked(path) });
    try {
      this.manifest = this.#manifest();
      this.#assertParts();
    } catch (error) {
      this.close();
      throw error;
    }
  }

  /** Of the file. */
  get bytes(): number {
    return this.#zip.bytes;
  }

  experiment(): Experiment {
    return parseExperiment(this.#json(parts.experiment.name));
  }

  run(): BundledRun {
    return this.#parsed(parts.run.name, bundledRunSchema);
  }

  epochs(): EpochRow[] {
    return this.#parsed(parts.epochs.name, epochsSchema);
  }

  events(): RunEvent[] {
    return this.#parsed(parts.events.name, eventsSchema);
  }

  /** Null where there is none. */
  checkpoint(): Uint8Array | null {
    const { name } = parts.checkpoint;
    return this.#has(name) ? this.#bytes(name) : null;
  }

  /** @throws AppError('validation') where they do not fill their part */
  snapshots(): RawSnapshot[] {
    const heads = this.#parsed(parts.snapshots.name, snapshotsSchema);
    const all = this.#bytes(parts.snapshotValues.name);
    let at = 0;
    const take = (bytes: number): Uint8Array => all.slice(at, (at += bytes));
    const snapshots = heads.map((head) => {
      const { units, height, width, channels, valueBytes } = head;
      const weights = units * height * width * channels;
      // As floats or packed. @see db/snapshot-values.ts
      if (valueBytes !== 4 * weights && valueBytes !== 4 * units + weights) {
        throw wrong(`the filters of epoch ${head.epoch} do not have the size that they say`);
      }
      if (at + valueBytes + 8 * units > all.length) throw wrong('filters are missing');
      const values = take(valueBytes);
      const norms = take(4 * units);
      return { ...head, values, norms, meanActivations: take(4 * units) };
    });
    if (at !== all.length) throw wrong('there are more filters than it says');
    return snapshots;
  }

  /** The pictures that were imported and those that were not, page by page. */
  *items(): Generator<BundledItem[]> {
    for (const name of this.#pieces(itemPiece)) yield this.#parsed(name, itemsSchema);
  }

  *pixels(): Generator<Uint8Array> {
    for (const name of this.#pieces(pixelPiece)) yield this.#bytes(name);
  }

  close(): void {
    this.#zip.close();
  }

  #manifest(): Manifest {
    const { name, most } = parts.manifest;
    const found = this.#zip.files().find((file) => file.name === name);
    if (found === undefined) throw wrong(`it has no ${name}`);
    if (found.bytes > most) throw wrong(`${name} is too large`);
    const json = jsonOf(name, this.#zip.read(name));
    const version = typeof json === 'object' && json !== null && 'version' in json ? json.version : null;
    if (typeof version === 'number' && version > bundleVersion) {
      throw new AppError(
        'validation',
        `The bundle was written by a newer version of Simplecell (its form is ${version}, this one reads ${bundleVersion}). Install the newer version.`,
      );
    }
    return checked(name, manifestSchema, json);
  }

  /** What the archive holds is what the manifest lists, and each part has a name and a size that a bundle may have. */
  #assertParts(): void {
    const listed = this.manifest.parts;
    const files = new Map(this.#zip.files().map(({ name, bytes }) => [name, bytes]));
    for (const { name, bytes } of listed) {
      if (files.get(name) !== bytes) throw wrong(`"${name}" does not have the size that it should`);
      if (bytes > mostBytes(name)) throw wrong(`"${name}" is no part of a bundle, or too large for one`);
    }
    if (new Set(listed.map(({ name }) => name)).size + 1 !== files.size) {
      throw wrong('it holds files that it does not list');
    }
    for (const piece of [itemPiece, pixelPiece]) {
      const found = this.#pieces(piece);
      if (!this.manifest.withPictures && found.length > 0) {
        throw wrong('it holds pictures that it does not list');
      }
    }
  }

  /** In their order; their numbers are those from 0 on. */
  #pieces(piece: Piece): string[] {
    const found = this.manifest.parts.filter(({ name }) => name.startsWith(piece.prefix));
    return found.map(({ name }, index) => {
      if (name !== pieceName(piece, index)) throw wrong(`"${name}" is not where it should be`);
      return name;
    });
  }

  #has(name: string): boolean {
    return this.manifest.parts.some((part) => part.name === name);
  }

  #bytes(name: string): Uint8Array {
    const part = this.manifest.parts.find((one) => one.name === name);
    if (part === undefined) throw wrong(`it has no ${name}`);
    const bytes = this.#zip.read(name);
    const found = createHash('sha256').update(bytes).digest('hex');
    if (found !== part.sha256) throw wrong(`the checksum of ${name} does not match its content`);
    return bytes;
  }

  #json(name: string): unknown {
    return jsonOf(name, this.#bytes(name));
  }

  #parsed<T>(name: string, schema: z.ZodType<T>): T {
    return checked(name, schema, this.#json(name));
  }
}

function mostUnpacked(path: string): number {
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  return size * mostGrowth.times + mostGrowth.bytes;
}

/** −1 for names that no part has, so that not even an empty one passes. */
function mostBytes(name: string): number {
  const fixed = Object.values(parts).find((part) => part.name === name && part !== parts.manifest);
  if (fixed !== undefined) return fixed.most;
  const piece = [itemPiece, pixelPiece].find(({ prefix }) => name.startsWith(prefix));
  return piece?.most ?? -1;
}

function jsonOf(name: string, bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as unknown;
  } catch (error) {
    throw wrong(`${name} is no JSON`, error);
  }
}

function checked<T>(name: string, schema: z.ZodType<T>, json: unknown): T {
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const field = issue?.path.map(String).join('.') ?? '';
  throw wrong(
    `${name}: ${field === '' ? '' : `"${field}": `}${issue?.message ?? 'it is not what it should be'}`,
  );
}

export function wrong(what: string, cause?: unknown): AppError {
  return new AppError(
    'validation',
    `The file is no whole bundle of Simplecell (${what}). Get it once more, or export the run again.`,
    { cause },
  );
}
