/** Writes a zip archive of files that are compressed already: they are stored as they are. */
import { crc32 } from 'node:zlib';

export interface ZipEntry {
  /** ASCII, with forward slashes. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** 1 January 1980, the first day of the format: archives of equal files are equal. */
const DATE = 0x21;
const VERSION = 20;

/** The fields that the head of a file and its entry in the directory have in common. */
function commonFields({ name, bytes }: ZipEntry): Buffer {
  const fields = Buffer.alloc(26);
  fields.writeUInt16LE(VERSION, 0);
  fields.writeUInt16LE(DATE, 8);
  fields.writeUInt32LE(crc32(bytes), 10);
  fields.writeUInt32LE(bytes.length, 14);
  fields.writeUInt32LE(bytes.length, 18);
  fields.writeUInt16LE(name.length, 22);
  return fields;
}

function signature(code: string): Buffer {
  return Buffer.from(`PK${code}`, 'latin1');
}

/**
 * @param entries together below 4 GB, at most 65,535
 * @see APPNOTE.TXT of PKWARE, 4.3
 */
export function zip(entries: readonly ZipEntry[]): Uint8Array {
  const files: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const entry of entries) {
    const name = Buffer.from(entry.name, 'latin1');
    const fields = commonFields(entry);
    const head = Buffer.concat([signature('\x03\x04'), fields, name]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(offset, 10);
    directory.push(signature('\x01\x02'), Buffer.from([VERSION, 0]), fields, tail, name);
    files.push(head, Buffer.from(entry.bytes.buffer, entry.bytes.byteOffset, entry.bytes.byteLength));
    offset += head.length + entry.bytes.length;
  }
  const listed = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(entries.length, 4);
  end.writeUInt16LE(entries.length, 6);
  end.writeUInt32LE(listed.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...files, listed, signature('\x05\x06'), end]);
}
