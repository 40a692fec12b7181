/**
 * NPZ and safetensors files: tensors by name, described by the JSON object that Simplecell writes into them or beside them.
 * Arrays alone say neither in which order they are used nor what lies between them, so without a description they are refused.
 */
import { existsSync } from 'node:fs';
import { basename, join, dirname } from 'node:path';
import type { PortableTensor } from '../../src-engine';
import { AppError } from '../contract/errors';
import { decodeArrays } from '../export/write-npz';
import { configKey, readModel } from '../formats/model-config';
import { decodeSafetensors } from '../formats/safetensors';
import { mostModelBytes, readBeside, stemOf } from './model-file';
import type { ModelReader, ModelSource, ReadModel } from './model-format';

const mostDescriptionBytes = 2 ** 24;

/** Deflate makes at most 1,032 bytes of one, and numbers of a network hardly become smaller at all. */
const mostExpansion = 1100;

export const readNpz: ModelReader = (source) => {
  const { bytes } = source;
  const most = Math.min(mostModelBytes, bytes.length * mostExpansion);
  const { tensors, description } = decodeArrays(bytes, { entries: 10_000, bytes: most });
  return described(source, tensors, description);
};

export const readSafetensors: ModelReader = (source) => {
  const { tensors, metadata } = decodeSafetensors(source.bytes);
  return described(source, tensors, metadata.get(configKey) ?? null);
};

function described(
  { path, bytes }: ModelSource,
  tensors: ReadonlyMap<string, PortableTensor>,
  inside: string | null,
): ReadModel {
  if (inside !== null) return { model: readModel(inside, tensors), bytes: bytes.length };
  const beside = `${stemOf(path)}.json`;
  if (!existsSync(join(dirname(path), beside))) throw undescribed(path, beside, tensors);
  const description = readBeside(path, beside, mostDescriptionBytes);
  const model = readModel(new TextDecoder().decode(description), tensors);
  return { model, bytes: bytes.length + description.length };
}

function undescribed(path: string, beside: string, tensors: ReadonlyMap<string, PortableTensor>): AppError {
  const names = [...tensors.keys()].slice(0, 4).join(', ');
  return new AppError(
    'validation',
    `${basename(path)} holds weights alone (${names}${tensors.size > 4 ? ', …' : ''}); which layers use them, in which order and ` +
      `with which activations, it does not say. Save the whole model as ONNX, or put a description as Simplecell exports it ` +
      `beside the file, as ${beside}.`,
  );
}
