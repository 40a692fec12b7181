/**
 * The bytes of a checkpoint: where training stands and all numbers needed to go on bit for bit. Everything
 * random derives from the seed, the epoch and the minibatch, so those are the whole state of the generators.
 *
 * Layout: `SCKP`, CRC-32 of all that follows, length of the header, header (ASCII JSON, padded to 4 bytes),
 * then float32 sections of equal length: parameters in layer order (weights before bias), optimiser state.
 * Integers and floats are little-endian, as every supported machine stores them.
 */
import { EngineError } from '../errors';
import { crc32 } from './crc32';

const magic = 0x504b4353;
const fixedBytes = 12;

/** Sums over the minibatches of an epoch under way, to go on with its means. */
export interface EpochTotals {
  samples: number;
  data: number;
  weightDecay: number;
  sparsity: number;
  correct: number;
}

export interface CheckpointHeader {
  readonly version: 1;
  /** Checksum of the settings that training depends on. */
  readonly fingerprint: number;
  readonly seed: number;
  readonly trainCount: number;
  readonly parameterCount: number;
  /** Sections after the parameters. */
  readonly stateTensors: number;
  /** Finished epochs. */
  readonly epoch: number;
  /** Finished minibatches of the next epoch. */
  readonly batch: number;
  /** Finished minibatches since the start. */
  readonly step: number;
  readonly totals: EpochTotals;
}

export interface Checkpoint {
  readonly header: CheckpointHeader;
  /** [1 + stateTensors] sections of `parameterCount` numbers. */
  readonly sections: readonly Float32Array[];
}

/** @param sections copied, not kept */
export function encodeCheckpoint(header: CheckpointHeader, sections: readonly Float32Array[]): Uint8Array {
  const text = JSON.stringify(header);
  const headerBytes = Math.ceil(text.length / 4) * 4;
  const sectionBytes = header.parameterCount * 4;
  const bytes = new Uint8Array(fixedBytes + headerBytes + sections.length * sectionBytes);
  const padded = text.padEnd(headerBytes);
  for (let index = 0; index < headerBytes; index += 1) bytes[fixedBytes + index] = padded.charCodeAt(index);
  sections.forEach((section, index) => {
    const part = new Uint8Array(section.buffer, section.byteOffset, section.byteLength);
    bytes.set(part, fixedBytes + headerBytes + index * sectionBytes);
  });
  const view = new DataView(bytes.buffer);
  view.setUint32(0, magic, true);
  view.setUint32(8, headerBytes, true);
  view.setUint32(4, crc32(bytes.subarray(8)), true);
  return bytes;
}

function damaged(what: string): EngineError {
  return new EngineError(
    'config',
    `The checkpoint is damaged: ${what}. Continue from an older one, or start the run anew.`,
  );
}

/** @throws EngineError('config') where the bytes are cut short, changed, or not a checkpoint of this version */
export function decodeCheckpoint(bytes: Uint8Array): Checkpoint {
  if (bytes.length < fixedBytes) throw damaged(`expected at least ${fixedBytes} bytes, got ${bytes.length}`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint32(0, true) !== magic) throw damaged('it does not start as a checkpoint does');
  if (crc32(bytes.subarray(8)) !== view.getUint32(4, true))
    throw damaged('its checksum does not match its content');
  const headerBytes = view.getUint32(8, true);
  const first = fixedBytes + headerBytes;
  if (first > bytes.length) throw damaged('its header is cut short');
  const header = readHeader(bytes.subarray(fixedBytes, first));
  const count = 1 + header.stateTensors;
  const expected = first + count * header.parameterCount * 4;
  if (bytes.length !== expected) throw damaged(`expected ${expected} bytes, got ${bytes.length}`);
  const sections = Array.from({ length: count }, (_, index) => {
    const start = first + index * header.parameterCount * 4;
    // A copy, because a view of float32 needs an offset that is a multiple of 4 and these bytes may lie anywhere.
    return new Float32Array(bytes.slice(start, start + header.parameterCount * 4).buffer);
  });
  return { header, sections };
}

function readHeader(bytes: Uint8Array): CheckpointHeader {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  // The checksum has shown that these are the bytes `encodeCheckpoint` wrote; only the version may differ.
  const header = JSON.parse(text) as CheckpointHeader;
  if ((header.version as number) === 1) return header;
  throw new EngineError(
    'config',
    `The checkpoint has version ${header.version}, expected 1. Open it with the release that wrote it.`,
  );
}
