/**
 * Safetensors to and from bytes: eight bytes with the length of a JSON header, the header with a type, a shape and a pair of
 * offsets for every tensor, then all numbers without holes, little-endian.
 */
import { z } from 'zod';
import type { PortableTensor } from '../../src-engine';
import { AppError } from '../contract/errors';
import { parseJsonWithin } from './json-within';
import { halfToNumber } from './npy';

const lengthBytes = 8;
const alignment = 8;
/** More names than any network of ours; a longer header is not even parsed. */
const mostHeaderBytes = 2 ** 24;
const metadataKey = '__metadata__';

export interface SafetensorsContent {
  readonly tensors: ReadonlyMap<string, PortableTensor>;
  /** Text by key, e.g. the description of a model. */
  readonly metadata: ReadonlyMap<string, string>;
}

const integer = z.number().int().nonnegative().max(Number.MAX_SAFE_INTEGER);
const entrySchema = z.object({
  dtype: z.string(),
  shape: z.array(integer).max(8),
  data_offsets: z.tuple([integer, integer]),
});
const metadataSchema = z.record(z.string(), z.string());

export function encodeSafetensors({ tensors, metadata }: SafetensorsContent): Uint8Array {
  const header = new Map<string, unknown>([[metadataKey, Object.fromEntries(metadata)]]);
  let end = 0;
  for (const [name, { shape, values }] of tensors) {
    const start = end;
    end += values.byteLength;
    header.set(name, { dtype: 'F32', shape, data_offsets: [start, end] });
  }
  const text = new TextEncoder().encode(JSON.stringify(Object.fromEntries(header)));
  const headerBytes = Math.ceil(text.length / alignment) * alignment;
  const bytes = new Uint8Array(lengthBytes + headerBytes + end);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(headerBytes), true);
  bytes.fill(0x20, lengthBytes, lengthBytes + headerBytes);
  bytes.set(text, lengthBytes);
  let at = lengthBytes + headerBytes;
  for (const { values } of tensors.values()) {
    bytes.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), at);
    at += values.byteLength;
  }
  return bytes;
}

/** @throws AppError('validation') for headers that are too long, offsets that overlap or leave holes, other types than floats */
export function decodeSafetensors(bytes: Uint8Array): SafetensorsContent {
  if (bytes.length < lengthBytes) throw refuse('it is cut short');
  const headerBytes = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true);
  if (headerBytes > BigInt(Math.min(mostHeaderBytes, bytes.length - lengthBytes))) {
    throw refuse(`its header of ${headerBytes.toString()} bytes is longer than the file or than any we know`);
  }
  const headerEnd = lengthBytes + Number(headerBytes);
  const header = readHeader(bytes.subarray(lengthBytes, headerEnd));
  const data = bytes.subarray(headerEnd);
  const tensors = new Map<string, PortableTensor>();
  const metadata = new Map<string, string>();
  const entries: { name: string; entry: z.infer<typeof entrySchema> }[] = [];
  for (const [name, value] of Object.entries(header)) {
    if (name === metadataKey) {
      for (const [key, text] of Object.entries(parse(metadataSchema, value, name))) metadata.set(key, text);
    } else entries.push({ name, entry: parse(entrySchema, value, name) });
  }
  // An empty tensor begins where the next one does, and comes before it.
  entries.sort((a, b) => compareOffsets(a.entry.data_offsets, b.entry.data_offsets));
  let end = 0;
  for (const { name, entry } of entries) {
    const [start, stop] = entry.data_offsets;
    if (start !== end || stop < start || stop > data.length) {
      throw refuse(`the tensor "${name}" does not begin where the one before it ends`);
    }
    end = stop;
    tensors.set(name, { shape: entry.shape, values: readNumbers(name, entry, data.subarray(start, stop)) });
  }
  if (end !== data.length)
    throw refuse(`${data.length - end} bytes behind the last tensor belong to nothing`);
  return { tensors, metadata };
}

function compareOffsets(a: readonly [number, number], b: readonly [number, number]): number {
  return a[0] === b[0] ? a[1] - b[1] : a[0] - b[0];
}

function refuse(reason: string): AppError {
  return new AppError('validation', `The safetensors file cannot be read: ${reason}.`);
}

function readHeader(bytes: Uint8Array): object {
  const value = parseJsonWithin(textOf(bytes), 'The header of the safetensors file');
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  throw refuse('its header is no JSON object');
}

function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw new AppError('validation', 'The header of the safetensors file is no text.', { cause: error });
  }
}

function parse<T extends z.ZodType>(schema: T, value: unknown, name: string): z.output<T> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw refuse(`the entry "${name}" of its header is not as it should be`);
}

const widths: ReadonlyMap<string, number> = new Map([
  ['F32', 4],
  ['F64', 8],
  ['F16', 2],
  ['BF16', 2],
]);

function readNumbers(name: string, entry: z.infer<typeof entrySchema>, data: Uint8Array): Float32Array {
  const { dtype, shape } = entry;
  const width = widths.get(dtype);
  if (width === undefined) {
    throw refuse(`the tensor "${name}" has numbers of type ${dtype}; F32, F64, F16 and BF16 are known`);
  }
  const count = shape.reduce((product, size) => product * size, 1);
  if (data.length !== count * width) {
    throw refuse(`the tensor "${name}" needs ${count * width} bytes by its shape, got ${data.length}`);
  }
  // Bit for bit, NaN payloads included.
  if (dtype === 'F32') return new Float32Array(new Uint8Array(data).buffer);
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const wide = new DataView(new ArrayBuffer(4));
  return Float32Array.from({ length: count }, (_, i) => {
    if (dtype === 'F64') return view.getFloat64(i * width, true);
    const bits = view.getUint16(i * width, true);
    if (dtype === 'F16') return halfToNumber(bits);
    wide.setUint32(0, bits * 65_536);
    return wide.getFloat32(0);
  });
}
