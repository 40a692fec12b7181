/** Which kind of model a file is, by its content: names may lie. What is known and cannot be taken is said to be so. */
import { basename } from 'node:path';
import { AppError } from '../contract/errors';
import type { ModelKind } from '../contract/model-imports';
import { ZipFile } from '../formats/zip-file';

/** Bytes of its beginning that tell what a file is. */
export const headBytes = 4096;

/**
 * @param head the first bytes of the file
 * @param size of the whole file
 * @throws AppError('validation') for what is none of them, with what to do about it
 */
export function detectKind(head: Uint8Array, size: number, path: string): ModelKind {
  const name = basename(path);
  if (startsWith(head, 'PK\x03\x04') || startsWith(head, 'PK\x05\x06')) return zipKind(path, name);
  if (startsWith(head, '\x89HDF')) {
    throw unknown(
      name,
      'is an HDF5 file of Keras. Save the model as ONNX, or convert it with tensorflowjs_converter',
    );
  }
  if (startsWith(head, '\x80\x02') || startsWith(head, '\x80\x04') || startsWith(head, '\x80\x05')) {
    throw unknown(
      name,
      'is a pickle, which may run programs when it is opened. Save the weights as safetensors or ONNX',
    );
  }
  if (startsWith(head, '\x93NUMPY')) {
    throw unknown(name, 'is a single array. Save the arrays of a model together with numpy.savez');
  }
  if (isSafetensors(head, size)) return 'safetensors';
  if (/^\s*\{/.test(textAt(head, 0, 64))) return 'tfjs';
  // The first field of a model is the version of its format.
  if (head[0] === 0x08 && size > 2) return 'onnx';
  throw unknown(name, 'is no model that Simplecell knows');
}

function unknown(name: string, what: string): AppError {
  return new AppError(
    'validation',
    `${name} ${what}. Models are read from ONNX, TensorFlow.js (model.json), safetensors, NPZ and bundles.`,
  );
}

function startsWith(bytes: Uint8Array, mark: string): boolean {
  return textAt(bytes, 0, mark.length) === mark;
}

function textAt(bytes: Uint8Array, start: number, length: number): string {
  return String.fromCharCode(...bytes.subarray(start, start + length));
}

/** Eight bytes with the length of a header, and then its brace. */
function isSafetensors(head: Uint8Array, size: number): boolean {
  if (head.length < 10 || head[8] !== 0x7b) return false;
  const length = new DataView(head.buffer, head.byteOffset).getBigUint64(0, true);
  return length >= 2n && length <= BigInt(size - 8);
}

/** By the names in its directory, without reading what they name: a bundle may hold all pictures of a set. */
function zipKind(path: string, name: string): ModelKind {
  const archive = new ZipFile(path, { entries: 100_000, bytes: Number.MAX_SAFE_INTEGER });
  const names = archive.files().map((file) => file.name);
  archive.close();
  if (names.includes('bundle.json')) return 'bundle';
  if (names.some((one) => one.endsWith('data.pkl'))) {
    throw unknown(
      name,
      'is a file of torch.save, a pickle, which may run programs when it is opened. Save the weights as safetensors or ONNX',
    );
  }
  if (names.some((one) => one.endsWith('.h5') || one === 'config.json')) {
    throw unknown(name, 'is a model of Keras 3. Save it as ONNX: model.export("model.onnx", format="onnx")');
  }
  if (names.length > 0 && names.every((one) => one.endsWith('.npy'))) return 'npz';
  throw unknown(name, 'is a zip archive, but neither of arrays (.npz) nor a bundle');
}
