/**
 * The packed set on disk: one file of uint8 pixels, picture after picture, [count, heightPx, widthPx, channels]. While it
 * is written it has a temporary name; what its rows mean is in the database.
 */
import { constants, existsSync, readdirSync } from 'node:fs';
import { access, mkdir, open, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { AppError } from '../contract/errors';

const READ_CHUNK_BYTES = 16 * 1024 * 1024;

/** Where packed sets lie in a data folder. */
export class PackedSets {
  readonly #folder: string;

  constructor(dataDir: string) {
    this.#folder = join(dataDir, 'sets');
  }

  finishedPath(datasetId: number): string {
    return join(this.#folder, `${datasetId}.pixels`);
  }

  #partPath(datasetId: number): string {
    return join(this.#folder, `${datasetId}.pixels.part`);
  }

  /**
   * The highest number of a set that has pixels here, 0 where there is none. Sets of a database that was moved aside, or of
   * one newer than the backup that took its place, keep theirs, so that no other set may get their number.
   */
  highestId(): number {
    if (!existsSync(this.#folder)) return 0;
    return Math.max(
      0,
      ...readdirSync(this.#folder).map((name) => Number(/^(\d+)\.pixels/.exec(name)?.[1] ?? 0)),
    );
  }

  /** Whether all pixels of a finished set are there. */
  async isWhole(datasetId: number, bytes: number): Promise<boolean> {
    const found = await stat(this.finishedPath(datasetId)).catch(() => null);
    return found !== null && found.size >= bytes;
  }

  async create(datasetId: number): Promise<PackedSetWriter> {
    const part = await this.prepare(datasetId);
    return new PackedSetWriter(await open(part, 'w'), part, this.finishedPath(datasetId));
  }

  /** Where the pixels of a set are to be written before `adopt`, in a folder that is there. */
  async prepare(datasetId: number): Promise<string> {
    const part = this.#partPath(datasetId);
    await mkdir(dirname(part), { recursive: true });
    return part;
  }

  /** Gives a set whose pixels were written by another process or thread its final name; rows beyond the database's are never read. */
  async adopt(datasetId: number): Promise<void> {
    const part = this.#partPath(datasetId);
    if (await exists(part)) await rename(part, this.finishedPath(datasetId));
  }

  /** @throws AppError('io') when the file is not there or is too short */
  async readSlot(datasetId: number, slot: number, bytesPerPicture: number): Promise<Uint8Array> {
    const handle = await this.#openForReading(datasetId);
    try {
      const pixels = new Uint8Array(bytesPerPicture);
      const { bytesRead } = await handle.read(pixels, 0, bytesPerPicture, slot * bytesPerPicture);
      if (bytesRead !== bytesPerPicture) throw tooShort(datasetId);
      return pixels;
    } finally {
      await handle.close();
    }
  }

  /**
   * The whole set on memory that worker threads can share without a copy.
   * @throws AppError('io') when the file is not there or is too short
   */
  async readAll(datasetId: number, bytes: number): Promise<Uint8Array> {
    const handle = await this.#openForReading(datasetId);
    try {
      const pixels = new Uint8Array(new SharedArrayBuffer(bytes));
      for (let at = 0; at < bytes;) {
        const { bytesRead } = await handle.read(pixels, at, Math.min(READ_CHUNK_BYTES, bytes - at), at);
        if (bytesRead === 0) throw tooShort(datasetId);
        at += bytesRead;
      }
      return pixels;
    } finally {
      await handle.close();
    }
  }

  async remove(datasetId: number): Promise<void> {
    await rm(this.finishedPath(datasetId), { force: true });
    await rm(this.#partPath(datasetId), { force: true });
  }

  /** Reads work in the middle of an import too, so that its thumbnails can be shown. */
  async #openForReading(datasetId: number): Promise<FileHandle> {
    const finished = this.finishedPath(datasetId);
    try {
      const handle = (await openIfThere(finished)) ?? (await openIfThere(this.#partPath(datasetId)));
      // Between the two looks an import may have given the file its final name.
      return handle ?? (await open(finished, 'r'));
    } catch (error) {
      throw new AppError(
        'io',
        `The pictures of this data set (${finished}) cannot be read. Remove the set and import the folder again.`,
        { cause: error },
      );
    }
  }
}

export class PackedSetWriter {
  readonly #handle: FileHandle;
  readonly #part: string;
  readonly #finished: string;

  constructor(handle: FileHandle, part: string, finished: string) {
    this.#handle = handle;
    this.#part = part;
    this.#finished = finished;
  }

  async append(pixels: Uint8Array): Promise<void> {
    for (let at = 0; at < pixels.length;) {
      const { bytesWritten } = await this.#handle.write(pixels, at);
      at += bytesWritten;
    }
  }

  /** On disk for good, under its final name. */
  async finish(): Promise<void> {
    await this.#handle.sync();
    await this.#handle.close();
    await rename(this.#part, this.#finished);
  }

  /** Lets go of the file as it is. */
  async abandon(): Promise<void> {
    await this.#handle.close();
  }
}

function tooShort(datasetId: number): AppError {
  return new AppError(
    'io',
    `The file of pictures of data set ${datasetId} is shorter than it should be. Remove the set and import the folder again.`,
  );
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path, constants.F_OK);
    return true;
  } catch {
    return false;
  }
}

async function openIfThere(path: string): Promise<FileHandle | null> {
  try {
    return await open(path, 'r');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}
