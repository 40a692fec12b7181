/** NPZ: every tensor as an array of its own, laid out as the engine has it, and the description as the array `simplecell`. */
import type { PortableModel, PortableTensor } from '../../src-engine';
import { configKey, configText, readModel } from '../formats/model-config';
import { decodeNpz, encodeNpz, type ArchiveLimits } from '../formats/npz';
import type { NpyArray } from '../formats/npy';
import { AppError } from '../contract/errors';
import type { ExportFormat } from './export-format';

export const npz: ExportFormat = {
  write: (model, stem) => [{ name: `${stem}.npz`, bytes: encodeModelNpz(model) }],
  loadingCode: (_model, stem) => ({
    python: [
      'import json',
      'import numpy as np',
      '',
      `tensors = np.load(${JSON.stringify(`${stem}.npz`)})`,
      `model = json.loads(bytes(tensors["${configKey}"]))`,
      'for layer in model["layers"]:',
      '    print(layer["name"], layer["inputShape"], "->", layer["outputShape"])',
      'print({name: tensors[name].shape for name in tensors.files})',
      '',
    ].join('\n'),
    javascript: null,
  }),
};

export function encodeModelNpz(model: PortableModel): Uint8Array {
  const text = new TextEncoder().encode(configText(model));
  const arrays = new Map<string, NpyArray>([...model.tensors]);
  arrays.set(configKey, { shape: [text.length], values: text });
  return encodeNpz(arrays);
}

/** The tensors of an archive, and the description of a model where it holds one. */
export interface ModelArrays {
  readonly tensors: ReadonlyMap<string, PortableTensor>;
  readonly description: string | null;
}

/** @throws AppError('validation') for what is no archive of arrays, or larger than the limits */
export function decodeArrays(bytes: Uint8Array, limits?: ArchiveLimits): ModelArrays {
  const tensors = new Map<string, PortableTensor>();
  let description: string | null = null;
  for (const [name, { shape, values }] of decodeNpz(bytes, limits)) {
    if (values instanceof Float32Array) tensors.set(name, { shape, values });
    else if (name === configKey) description = new TextDecoder().decode(values);
  }
  return { tensors, description };
}

/** @throws AppError('validation') for archives that hold no model of ours */
export function decodeModelNpz(bytes: Uint8Array): PortableModel {
  const { tensors, description } = decodeArrays(bytes);
  if (description !== null) return readModel(description, tensors);
  throw new AppError(
    'validation',
    `The archive has no array "${configKey}" that describes a model. Export it with Simplecell.`,
  );
}
