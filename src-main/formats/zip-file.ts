/**
 * Reads a zip archive from the disk entry by entry, by its directory at the end, so that no more than one entry is in memory.
 * It is somebody else's: sizes are known before anything is allocated, what unpacks to more than it says is refused, entries
 * may not lie over one another, and names are compared, never used as paths.
 */
import { closeSync, fstatSync, readSync } from 'node:fs';
import { crc32, inflateRawSync } from 'node:zlib';
import { AppError } from '../contract/errors';
import { tooLarge, type ArchiveLimits } from './npz';
import { openToRead } from './open-to-read';

const END_BYTES = 22;
const LISTED_BYTES = 46;
const HEAD_BYTES = 30;
const LARGEST_DIRECTORY = 2 ** 24;
const STORED = 0;
const DEFLATED = 8;
const ENCRYPTED = 1;
/** In place of a number of 32 bits, where an archive has larger ones elsewhere. */
const ELSEWHERE = 0xffffffff;

export interface ZippedFile {
  readonly name: string;
  /** Unpacked. */
  readonly bytes: number;
}

interface ListedEntry extends ZippedFile {
  readonly method: number;
  readonly checksum: number;
  readonly packedBytes: number;
  readonly offset: number;
}

export class ZipFile {
  readonly #handle: number;
  readonly #entries: ReadonlyMap<string, ListedEntry>;
  /** Where the directory begins and no entry may reach. */
  readonly #end: number;
  readonly bytes: number;

  /** @throws AppError('validation') for what is no whole zip archive or unpacks to more than the limits, 'io' where it cannot be read */
  constructor(path: string, limits: ArchiveLimits) {
    this.#handle = orIo(path, () => openToRead(path));
    try {
      const stat = orIo(path, () => fstatSync(this.#handle));
      if (!stat.isFile()) throw broken('it is no file');
      this.bytes = stat.size;
      const { count, directory, offset } = this.#directory();
      this.#end = offset;
      this.#entries = listed(directory, count, offset, limits);
    } catch (error) {
      this.close();
      throw error;
    }
  }

  /** In the order of the directory. */
  files(): ZippedFile[] {
    return [...this.#entries.values()].map(({ name, bytes }) => ({ name, bytes }));
  }

  /** @throws AppError('validation') where there is no such entry, or it is not what the directory says */
  read(name: string): Uint8Array {
    const entry = this.#entries.get(name);
    if (entry === undefined) throw broken(`"${name}" is not in it`);
    const head = this.#bytesAt(entry.offset, HEAD_BYTES);
    if (head.readUInt32LE(0) !== 0x04034b50) throw broken(`"${name}" does not begin as a file does`);
    const start = entry.offset + HEAD_BYTES + head.readUInt16LE(26) + head.readUInt16LE(28);
    if (start + entry.packedBytes > this.#end) throw broken(`"${name}" is cut short`);
    const packed = this.#bytesAt(start, entry.packedBytes);
    const bytes = entry.method === STORED ? packed : inflated(packed, entry);
    if (bytes.length !== entry.bytes)
      throw broken(`"${name}" unpacks to ${bytes.length} bytes, not ${entry.bytes}`);
    if (crc32(bytes) !== entry.checksum) throw broken(`the checksum of "${name}" does not match its content`);
    return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  close(): void {
    closeSync(this.#handle);
  }

  #directory(): { readonly count: number; readonly directory: Buffer; readonly offset: number } {
    if (this.bytes < END_BYTES) throw broken('it is too short');
    const endAt = this.bytes - END_BYTES;
    const end = this.#bytesAt(endAt, END_BYTES);
    if (end.readUInt32LE(0) !== 0x06054b50) throw broken('its end is missing');
    const [count, size, offset] = [end.readUInt16LE(10), end.readUInt32LE(12), end.readUInt32LE(16)];
    if (size > LARGEST_DIRECTORY || offset + size !== endAt) throw broken('its directory is missing');
    return { count, directory: this.#bytesAt(offset, size), offset };
  }

  /** All of them. The place was compared with the size of the file. */
  #bytesAt(offset: number, length: number): Buffer {
    const bytes = Buffer.alloc(length);
    for (let at = 0; at < length;) {
      const read = orIo('The archive', () => readSync(this.#handle, bytes, at, length - at, offset + at));
      if (read === 0) throw broken('it is cut short');
      at += read;
    }
    return bytes;
  }
}

function listed(
  directory: Buffer,
  count: number,
  end: number,
  limits: ArchiveLimits,
): ReadonlyMap<string, ListedEntry> {
  const entries = new Map<string, ListedEntry>();
  let [at, packed, unpacked] = [0, 0, 0];
  if (count > limits.entries) throw tooLarge(limits);
  for (let i = 0; i < count; i += 1) {
    if (at + LISTED_BYTES > directory.length || directory.readUInt32LE(at) !== 0x02014b50) {
      throw broken('its directory is cut short');
    }
    const lengths = [28, 30, 32].map((field) => directory.readUInt16LE(at + field));
    const nameEnd = at + LISTED_BYTES + (lengths[0] ?? 0);
    const entry: ListedEntry = {
      name: directory.toString('latin1', at + LISTED_BYTES, nameEnd),
      method: directory.readUInt16LE(at + 10),
      checksum: directory.readUInt32LE(at + 16),
      packedBytes: directory.readUInt32LE(at + 20),
      bytes: directory.readUInt32LE(at + 24),
      offset: directory.readUInt32LE(at + 42),
    };
    assertReadable(entry, directory.readUInt16LE(at + 8));
    if (entries.has(entry.name)) throw broken(`"${entry.name}" is in it twice`);
    entries.set(entry.name, entry);
    at = nameEnd + (lengths[1] ?? 0) + (lengths[2] ?? 0);
    packed += HEAD_BYTES + entry.packedBytes;
    unpacked += entry.bytes;
    if (unpacked > limits.bytes) throw tooLarge(limits);
  }
  if (at !== directory.length) throw broken('its directory is longer than it says');
  // Entries that share their bytes would unpack to any size.
  if (packed > end) throw broken('its files lie over one another');
  return entries;
}

function assertReadable({ name, method, bytes, packedBytes, offset }: ListedEntry, flags: number): void {
  if ((flags & ENCRYPTED) !== 0) throw broken(`"${name}" is encrypted`);
  if (method !== STORED && method !== DEFLATED) throw broken(`"${name}" is packed in an unknown way`);
  if ([bytes, packedBytes, offset].includes(ELSEWHERE)) throw broken(`"${name}" is larger than 4 GB`);
}

/** Ends as soon as there is a byte more than there should be. */
function inflated(packed: Buffer, { name, bytes }: ListedEntry): Buffer {
  try {
    return inflateRawSync(packed, { maxOutputLength: Math.max(1, bytes) });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw broken(`"${name}" cannot be unpacked: ${reason}`, error);
  }
}

function broken(what: string, cause?: unknown): AppError {
  return new AppError('validation', `The file is no whole zip archive (${what}).`, { cause });
}

function orIo<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new AppError('io', `${path} cannot be read (${reason}).`, { cause: error });
  }
}
