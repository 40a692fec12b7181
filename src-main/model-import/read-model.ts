/** Reads the model in a file, whatever its kind. Everything that is read is untrusted. */
import { statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { checkPortable, EngineError } from '../../src-engine';
import { AppError } from '../contract/errors';
import { detectKind, headBytes } from './detect';
import { readFileWithin, readHead, stemOf } from './model-file';
import type { ModelReader, PlainModelKind, ReadModel } from './model-format';
import { readOnnx } from './onnx/read-onnx';
import { readNpz, readSafetensors } from './read-arrays';
import { readTfjs } from './tfjs/read-tfjs';

const readers: Readonly<Record<PlainModelKind, ModelReader>> = {
  npz: readNpz,
  safetensors: readSafetensors,
  tfjs: readTfjs,
  onnx: readOnnx,
};

export type FoundModel = ({ readonly kind: PlainModelKind } & ReadModel) | { readonly kind: 'bundle' };

/**
 * @param path a file, or the folder of a TensorFlow.js model
 * @throws AppError('validation') naming what is wrong or not known, AppError('io' | 'notFound')
 */
export function readModelFile(path: string): FoundModel {
  const file = mainFile(path);
  const { head, size } = readHead(file, headBytes);
  const kind = detectKind(head, size, file);
  if (kind === 'bundle') return { kind };
  const bytes = readFileWithin(file);
  const read = orValidation(basename(file), () => {
    const found = readers[kind]({ path: file, bytes });
    checkPortable(found.model);
    return found;
  });
  const { name } = read.model;
  const model = { ...read.model, name: name.trim() === '' ? nameOf(file) : name.slice(0, 120) };
  return { kind, bytes: read.bytes, model };
}

/** Every TensorFlow.js model is called `model.json`; its folder is what people name. */
function nameOf(file: string): string {
  const stem = stemOf(file);
  return (stem === 'model' ? basename(dirname(resolve(file))) : stem).slice(0, 120);
}

function mainFile(path: string): string {
  const isFolder = statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
  return isFolder ? join(path, 'model.json') : path;
}

/** What does not fit together is the file's fault; so is what asks for more memory than an array may have. */
function orValidation<T>(file: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof EngineError) throw new AppError('validation', error.message, { cause: error });
    if (error instanceof RangeError) {
      throw new AppError('validation', `${file} asks for more than can be read (${error.message}).`, {
        cause: error,
      });
    }
    throw error;
  }
}
