/** Which kind of model a file is, by its content: names may lie. What is known and cannot be taken is said to be so. */
// Its build for Node makes a `require` of its own, which no bundle of modules can hold twice.
import { unzipSync } from 'fflate/browser';
import { basename } from 'node:path';
import { AppError } from '../contract/errors';
import type { ModelKind } from '../contract/model-imports';

const mostNames = 10_000;

/** @throws AppError('validation') for what is none of them, with what to do about it */
export function detectKind(bytes: Uint8Array, path: string): ModelKind {
  const name = basename(path);
  if (startsWith(bytes, 'PK\x03\x04') || startsWith(bytes, 'PK\x05\x06')) return zipKind(bytes, name);
  if (startsWith(bytes, '\x89HDF')) {
    throw unknown(
      name,
      'is an HDF5 file of Keras. Save the model as ONNX, or convert it with tensorflowjs_converter',
    );
  }
  if (startsWith(bytes, '\x80\x02') || startsWith(bytes, '\x80\x04') || startsWith(bytes, '\x80\x05')) {
    throw unknown(
      name,
      'is a pickle, which may run programs when it is opened. Save the weights as safetensors or ONNX',
    );
  }
  if (startsWith(bytes, '\x93NUMPY')) {
    throw unknown(name, 'is a single array. Save the arrays of a model together with numpy.savez');
  }
  if (isSafetensors(bytes)) return 'safetensors';
  if (/^\s*\{/.test(textAt(bytes, 0, 64))) return 'tfjs';
  // The first field of a model is the version of its format.
  if (bytes[0] === 0x08 && bytes.length > 2) return 'onnx';
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
function isSafetensors(bytes: Uint8Array): boolean {
  if (bytes.length < 10 || bytes[8] !== 0x7b) return false;
  const length = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true);
  return length >= 2n && length <= BigInt(bytes.length - 8);
}

function zipKind(bytes: Uint8Array, name: string): ModelKind {
  const names = namesIn(bytes, name);
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

function namesIn(bytes: Uint8Array, file: string): string[] {
  const names: string[] = [];
  try {
    unzipSync(bytes, {
      filter({ name }) {
        if (names.push(name) > mostNames) {
          throw unknown(file, `holds more than ${mostNames} files, so it is not read`);
        }
        return false;
      },
    });
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw new AppError('validation', `${file} is no whole zip archive (${String(error)}).`, { cause: error });
  }
  return names;
}
