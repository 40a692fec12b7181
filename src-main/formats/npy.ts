/** NumPy's array file (NEP 1, version 1.0) to and from bytes: little-endian numbers, no objects, nothing pickled. */
import type { PortableTensor } from '../../src-engine';
import { AppError } from '../contract/errors';

const magic = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];
/** Magic, version, length of the header. */
const fixedBytes = 10;
/** The numbers start at a multiple of this. */
const alignment = 64;
const mostAxes = 8;

/** What a file of numbers or of bytes holds; numbers of other widths are brought to float32. */
export type NpyArray = PortableTensor | { readonly shape: readonly number[]; readonly values: Uint8Array };

/** Shapes: values row-major, float32 or uint8. */
export function encodeNpy({ shape, values }: NpyArray): Uint8Array {
  const dtype = values instanceof Float32Array ? '<f4' : '|u1';
  const sizes = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const text = `{'descr': '${dtype}', 'fortran_order': False, 'shape': (${sizes}), }`;
  const headerBytes = Math.ceil((fixedBytes + text.length + 1) / alignment) * alignment - fixedBytes;
  const bytes = new Uint8Array(fixedBytes + headerBytes + values.byteLength);
  bytes.set(magic);
  bytes.set([1, 0, headerBytes & 0xff, headerBytes >> 8], magic.length);
  bytes.set(new TextEncoder().encode(`${text.padEnd(headerBytes - 1)}\n`), fixedBytes);
  bytes.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), fixedBytes + headerBytes);
  return bytes;
}

/** @throws AppError('validation') for anything but whole arrays of float16, float32, float64 or uint8 */
export function decodeNpy(bytes: Uint8Array, name: string): NpyArray {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < fixedBytes + 2 || magic.some((byte, i) => bytes[i] !== byte)) {
    throw refuse(name, 'it does not start as an array of NumPy does');
  }
  const isShort = bytes[6] === 1;
  const start = isShort ? fixedBytes : fixedBytes + 2;
  const headerBytes = isShort ? view.getUint16(8, true) : view.getUint32(8, true);
  if (start + headerBytes > bytes.length) throw refuse(name, 'its header is cut short');
  const header = new TextDecoder('latin1').decode(bytes.subarray(start, start + headerBytes));
  const { dtype, isFortran, shape } = readHeader(header, name);
  const data = bytes.subarray(start + headerBytes);
  const count = shape.reduce((product, size) => product * size, 1);
  if (data.length !== count * dtype.bytes) {
    throw refuse(name, `its shape needs ${count * dtype.bytes} bytes of numbers, got ${data.length}`);
  }
  const values = dtype.read(data, count);
  return { shape, values: isFortran ? rowMajor(values, shape) : values } as NpyArray;
}

function refuse(name: string, reason: string): AppError {
  return new AppError('validation', `The array "${name}" cannot be read: ${reason}.`);
}

interface Dtype {
  readonly bytes: number;
  readonly read: (data: Uint8Array, count: number) => Float32Array | Uint8Array;
}

function reader(bytes: number, get: (view: DataView, at: number) => number): Dtype {
  return {
    bytes,
    read(data, count) {
      const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
      return Float32Array.from({ length: count }, (_, i) => get(view, i * bytes));
    },
  };
}

/** Bit for bit, NaN payloads included. */
function copyFloats(data: Uint8Array): Float32Array {
  return new Float32Array(new Uint8Array(data).buffer);
}

const dtypes: Readonly<Partial<Record<string, Dtype>>> = {
  '<f4': { bytes: 4, read: copyFloats },
  '<f2': reader(2, (view, at) => halfToNumber(view.getUint16(at, true))),
  '<f8': reader(8, (view, at) => view.getFloat64(at, true)),
  '|u1': { bytes: 1, read: (data) => new Uint8Array(data) },
};

/** IEEE 754 binary16. */
export function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : NaN;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

function readHeader(text: string, name: string) {
  const type = /'descr'\s*:\s*'([^']*)'/.exec(text)?.[1] ?? '';
  const order = /'fortran_order'\s*:\s*(True|False)/.exec(text)?.[1];
  const sizes = /'shape'\s*:\s*\(([\d\s,]*)\)/.exec(text)?.[1];
  const dtype = Object.hasOwn(dtypes, type) ? dtypes[type] : undefined;
  if (dtype === undefined || order === undefined || sizes === undefined) {
    throw refuse(name, `expected numbers of type <f4, <f2, <f8 or |u1, got "${text.slice(0, 80).trim()}"`);
  }
  const shape = sizes
    .split(',')
    .filter((size) => size.trim() !== '')
    .map(Number);
  const count = shape.reduce((product, size) => product * size, 1);
  if (shape.length > mostAxes || !Number.isSafeInteger(count)) {
    throw refuse(name, `its shape (${sizes}) is larger than anything that fits`);
  }
  return { dtype, isFortran: order === 'True', shape };
}

/** Numbers whose first index runs fastest, with the last running fastest. */
function rowMajor<T extends Float32Array | Uint8Array>(values: T, shape: readonly number[]): T {
  const result = values.slice() as T;
  const strides = shape.map((_, axis) => shape.slice(0, axis).reduce((product, size) => product * size, 1));
  const index = shape.map(() => 0);
  for (let at = 0; at < values.length; at += 1) {
    result[at] = values[index.reduce((sum, place, axis) => sum + place * (strides[axis] ?? 0), 0)] ?? 0;
    for (let axis = shape.length - 1; axis >= 0; axis -= 1) {
      const next = (index[axis] ?? 0) + 1;
      index[axis] = next === shape[axis] ? 0 : next;
      if (index[axis] !== 0) break;
    }
  }
  return result;
}
