/**
 * Writes the files of an export whole or not at all: all of them to temporary names beside their places and flushed to the disk,
 * and renamed once they are proved right (R8). Synchronous, for the thread that exports.
 */
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../contract/errors';
import type { WrittenFile } from './export-format';

/** What temporary names of an export begin with. */
function prefixOf(token: string): string {
  return `.simplecell-${token}-`;
}

/** Bytes a call of the system takes at most. */
const bytesAtOnce = 2 ** 26;

export class StagedFiles {
  readonly #folder: string;
  readonly #token: string;
  readonly #isNew: boolean;
  readonly #names: string[] = [];

  /**
   * @param folder made where it is not there yet
   * @param token letters and digits that no other export has
   * @throws AppError('io') where it cannot be made
   */
  constructor(folder: string, token: string) {
    this.#folder = folder;
    this.#token = token;
    this.#isNew = !existsSync(folder);
    orFail(folder, () => mkdirSync(folder, { recursive: true }));
  }

  /** @throws AppError('io') */
  write({ name, bytes }: WrittenFile): void {
    this.stream(name, (write) => write(bytes));
  }

  /**
   * For what is not to be in memory as a whole.
   * @param produce hands over the bytes of the file in their order; whatever it throws comes through
   * @throws AppError('io')
   */
  stream<T>(name: string, produce: (write: (bytes: Uint8Array) => void) => T): T {
    const target = join(this.#folder, name);
    this.#names.push(name);
    const handle = orFail(target, () => openSync(this.#temporary(name), 'w'));
    try {
      const result = produce((bytes) => orFail(target, () => writeAll(handle, bytes)));
      orFail(target, () => fsyncSync(handle));
      return result;
    } finally {
      closeSync(handle);
    }
  }

  /** Where a file lies until `commit`. */
  pathOf(name: string): string {
    return this.#temporary(name);
  }

  /** What is on the disk now, of the first file with this ending. @throws AppError('io') */
  read(ending: string): Uint8Array {
    const name = this.#names.find((one) => one.endsWith(ending)) ?? ending;
    return orFail(name, () => new Uint8Array(readFileSync(this.#temporary(name))));
  }

  /** Gives the files their names; those of an older export are replaced. @throws AppError('io') */
  commit(): void {
    for (const name of this.#names) {
      orFail(join(this.#folder, name), () => renameSync(this.#temporary(name), join(this.#folder, name)));
    }
  }

  /** Leaves nothing behind. */
  discard(): void {
    discardStaged(this.#folder, this.#token);
    if (this.#isNew && existsSync(this.#folder) && readdirSync(this.#folder).length === 0)
      rmdirSync(this.#folder);
  }

  #temporary(name: string): string {
    return join(this.#folder, `${prefixOf(this.#token)}${name}.part`);
  }
}

/** Removes what an export left that was ended from outside. Where there is no such folder, it has left nothing. */
export function discardStaged(folder: string, token: string): void {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) return;
  for (const name of readdirSync(folder)) {
    if (name.startsWith(prefixOf(token))) rmSync(join(folder, name), { force: true });
  }
}

function writeAll(handle: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length;)
    at += writeSync(handle, bytes, at, Math.min(bytesAtOnce, bytes.length - at));
}

function orFail<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new AppError('io', `${file} cannot be written (${reason}). Choose another place.`, {
      cause: error,
    });
  }
}
