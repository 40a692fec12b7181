/** Writes zip archives, in memory or piece by piece: entries are stored as they are, or deflated where that makes them smaller. */
import { crc32, deflateRawSync } from 'node:zlib';

export interface ZipEntry {
  /** ASCII, with forward slashes. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** 1 January 1980, the first day of the format: archives of equal files are equal. */
const DATE = 0x21;
const VERSION = 20;
const STORED = 0;
const DEFLATED = 8;
/** Of its numbers of 32 bits. */
const LARGEST_ARCHIVE = 2 ** 32 - 1;
const MOST_ENTRIES = 65_535;

interface PackedEntry {
  readonly method: typeof STORED | typeof DEFLATED;
  readonly checksum: number;
  readonly size: number;
  readonly data: Uint8Array;
}

/** The fields that the head of a file and its entry in the directory have in common. */
function commonFields(name: Buffer, { method, checksum, size, data }: PackedEntry): Buffer {
  const fields = Buffer.alloc(26);
  fields.writeUInt16LE(VERSION, 0);
  fields.writeUInt16LE(method, 4);
  fields.writeUInt16LE(DATE, 8);
  fields.writeUInt32LE(checksum, 10);
  fields.writeUInt32LE(data.length, 14);
  fields.writeUInt32LE(size, 18);
  fields.writeUInt16LE(name.length, 22);
  return fields;
}

function signature(code: string): Buffer {
  return Buffer.from(`PK${code}`, 'latin1');
}

/**
 * An archive that grows entry by entry, so that only one of them is in memory.
 * @see APPNOTE.TXT of PKWARE, 4.3
 */
export class ZipWriter {
  readonly #write: (bytes: Uint8Array) => void;
  readonly #directory: Buffer[] = [];
  #offset = 0;

  /** @param write takes the bytes of the archive in their order */
  constructor(write: (bytes: Uint8Array) => void) {
    this.#write = write;
  }

  /** @throws RangeError where the archive would be larger than 4 GB or have more than 65,535 entries */
  store({ name, bytes }: ZipEntry): void {
    this.#add(name, { method: STORED, checksum: crc32(bytes), size: bytes.length, data: bytes });
  }

  /** @param level of zlib, 1 (fast) to 9 (small) @throws RangeError as `store` */
  deflate({ name, bytes }: ZipEntry, level: number): void {
    const data = deflateRawSync(bytes, { level });
    if (data.length >= bytes.length) this.store({ name, bytes });
    else this.#add(name, { method: DEFLATED, checksum: crc32(bytes), size: bytes.length, data });
  }

  /** The directory, with which the archive is whole. */
  end(): void {
    const listed = Buffer.concat(this.#directory);
    const end = Buffer.alloc(18);
    end.writeUInt16LE(this.#directory.length, 4);
    end.writeUInt16LE(this.#directory.length, 6);
    end.writeUInt32LE(listed.length, 8);
    end.writeUInt32LE(this.#offset, 12);
    for (const piece of [listed, signature('\x05\x06'), end]) this.#write(piece);
  }

  #add(entry: string, packed: PackedEntry): void {
    const name = Buffer.from(entry, 'latin1');
    const fields = commonFields(name, packed);
    const head = Buffer.concat([signature('\x03\x04'), fields, name]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(this.#offset, 10);
    this.#directory.push(
      Buffer.concat([signature('\x01\x02'), Buffer.from([VERSION, 0]), fields, tail, name]),
    );
    this.#offset += head.length + packed.data.length;
    if (this.#offset > LARGEST_ARCHIVE || this.#directory.length > MOST_ENTRIES) {
      throw new RangeError('A zip archive holds 4 GB and 65,535 files at most.');
    }
    this.#write(head);
    this.#write(packed.data);
  }
}

/** All entries stored as they are. @throws RangeError as `ZipWriter.store` */
export function zip(entries: readonly ZipEntry[]): Uint8Array {
  const pieces: Uint8Array[] = [];
  const writer = new ZipWriter((bytes) => void pieces.push(bytes));
  for (const entry of entries) writer.store(entry);
  writer.end();
  return Buffer.concat(pieces);
}
