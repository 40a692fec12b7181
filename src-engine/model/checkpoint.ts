/**
 * The bytes of a checkpoint: where training stands and all numbers needed to go on bit for bit. Everything
 * random derives from the seed, the epoch and the minibatch, so those are the whole state of the generators.
 *
 * Layout: `SCKP`, CRC-32 of all that follows, length of the header, header (ASCII JSON, padded to 4 bytes),
 * then float32 sections of the lengths that the header lists: parameters in layer order (weights before bias),
 * optimiser state, state of layers, and the best of those kept for early stopping.
 * Integers and floats are little-endian, as every supported machine stores them.
 */
import { EngineError } from '../errors';
import { wrongField } from './check-header';
import { crc32 } from './crc32';
import type { FullBatchMemory } from '../optimizers/optimizer';
import type { PatienceState } from '../train/patience';

const magic = 0x504b4353;
const fixedBytes = 12;
const version = 3;
/** Without what can be changed on the way besides the learning rate, and without the planned epochs. */
const earlierVersion = 2;

/** Sums over the minibatches of an epoch under way, to go on with its means. */
export interface EpochTotals {
  samples: number;
  data: number;
  weightDecay: number;
  sparsity: number;
  correct: number;
}

export interface CheckpointHeader {
  readonly version: typeof version;
  /** Checksum of the settings that training depends on. */
  readonly fingerprint: number;
  readonly seed: number;
  readonly trainCount: number;
  readonly parameterCount: number;
  /** Optimiser tensors, each as long as the parameters that are trained. */
  readonly stateTensors: number;
  /** Numbers that layers remember. */
  readonly layerState: number;
  /** Finished epochs. */
  readonly epoch: number;
  /** Finished minibatches of the next epoch. */
  readonly batch: number;
  /** Finished minibatches since the start. */
  readonly step: number;
  readonly totals: EpochTotals;
  /** The optimiser's rate without its schedule; it may have been changed while running. */
  readonly learningRate: number;
  /** The optimiser's, changed or not; null of those that have none. */
  readonly momentum: number | null;
  /** Of all layers, changed or not, 0 for those that drop nothing; null in a checkpoint from before they could be changed. */
  readonly dropoutRates: readonly number[] | null;
  /** How many epochs the run was to have; null in a checkpoint from before it could be given more. */
  readonly epochs: number | null;
  readonly memory: FullBatchMemory | null;
  readonly converged: boolean;
  readonly stopping: PatienceState;
  readonly plateau: PatienceState;
}

export interface Checkpoint {
  readonly header: CheckpointHeader;
  readonly sections: readonly Float32Array[];
}

interface StoredHeader extends CheckpointHeader {
  readonly sectionLengths: readonly number[];
}

/** Bytes between two breaths. */
const bytesAtOnce = 2 ** 22;

const keepGoing = (): void => undefined;

/**
 * @param sections copied, not kept
 * @param breathe called between bounded amounts of work; may wait
 */
export function encodeCheckpoint(
  header: Omit<CheckpointHeader, 'version'>,
  sections: readonly Float32Array[],
  breathe: () => void = keepGoing,
): Uint8Array {
  const sectionLengths = sections.map(({ length }) => length);
  const stored: StoredHeader = { version, ...header, sectionLengths };
  const text = JSON.stringify(stored);
  const headerBytes = Math.ceil(text.length / 4) * 4;
  let at = fixedBytes + headerBytes;
  const bytes = new Uint8Array(at + 4 * sectionLengths.reduce((sum, length) => sum + length, 0));
  const padded = text.padEnd(headerBytes);
  for (let index = 0; index < headerBytes; index += 1) bytes[fixedBytes + index] = padded.charCodeAt(index);
  for (const section of sections) {
    const source = new Uint8Array(section.buffer, section.byteOffset, section.byteLength);
    for (let start = 0; start < source.length; start += bytesAtOnce) {
      breathe();
      bytes.set(source.subarray(start, start + bytesAtOnce), at + start);
    }
    at += section.byteLength;
  }
  const view = new DataView(bytes.buffer);
  view.setUint32(0, magic, true);
  view.setUint32(8, headerBytes, true);
  view.setUint32(4, checksum(bytes, breathe), true);
  return bytes;
}

/** Of all that follows its own place. */
function checksum(bytes: Uint8Array, breathe: () => void): number {
  let sum = 0;
  for (let start = 8; start < bytes.length; start += bytesAtOnce) {
    breathe();
    sum = crc32(bytes.subarray(start, start + bytesAtOnce), sum);
  }
  return sum;
}

function damaged(what: string): EngineError {
  return new EngineError(
    'config',
    `The checkpoint is damaged: ${what}. Continue from an older one, or start the run anew.`,
  );
}

/**
 * @param breathe called between bounded amounts of work; may throw to give up
 * @throws EngineError('config') where the bytes are cut short, changed, or not a checkpoint of this version
 */
export function decodeCheckpoint(bytes: Uint8Array, breathe: () => void = keepGoing): Checkpoint {
  if (bytes.length < fixedBytes) throw damaged(`expected at least ${fixedBytes} bytes, got ${bytes.length}`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint32(0, true) !== magic) throw damaged('it does not start as a checkpoint does');
  if (checksum(bytes, breathe) !== view.getUint32(4, true))
    throw damaged('its checksum does not match its content');
  const headerBytes = view.getUint32(8, true);
  let at = fixedBytes + headerBytes;
  if (at > bytes.length) throw damaged('its header is cut short');
  const { sectionLengths, ...header } = readHeader(bytes.subarray(fixedBytes, at));
  const expected = at + 4 * sectionLengths.reduce((sum, length) => sum + length, 0);
  if (bytes.length !== expected) throw damaged(`expected ${expected} bytes, got ${bytes.length}`);
  const sections = sectionLengths.map((length) => {
    // A copy, because a view of float32 needs an offset that is a multiple of 4 and these bytes may lie anywhere.
    const section = new Float32Array(length);
    const target = new Uint8Array(section.buffer);
    for (let done = 0; done < target.length; done += bytesAtOnce) {
      breathe();
      target.set(bytes.subarray(at + done, at + Math.min(done + bytesAtOnce, target.length)), done);
    }
    at += target.length;
    return section;
  });
  return { header, sections };
}

function readHeader(bytes: Uint8Array): StoredHeader {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  const header = upToDate(parsed(text));
  const wrong = wrongField(header);
  if (wrong !== null) throw damaged(`its field "${wrong}" is not what it should be`);
  return header;
}

function parsed(text: string): StoredHeader {
  try {
    const header: unknown = JSON.parse(text);
    if (typeof header === 'object' && header !== null) return header as StoredHeader;
  } catch {
    // What is no JSON is no header either.
  }
  throw damaged('its header cannot be read');
}

function upToDate(header: StoredHeader): StoredHeader {
  const found: number = header.version;
  if (found === version) return header;
  if (found === earlierVersion) {
    return { ...header, version, momentum: null, dropoutRates: null, epochs: null };
  }
  throw new EngineError(
    'config',
    `The checkpoint has version ${found}, expected ${version}. Open it with the release that wrote it, ` +
      'or start the run anew.',
  );
}
