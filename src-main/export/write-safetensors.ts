/** Safetensors: every tensor by name, laid out as the engine has it; the description in the metadata and as a file beside it. */
import type { PortableModel } from '../../src-engine';
import { configKey, configOf, configText, readModel } from '../formats/model-config';
import { decodeSafetensors, encodeSafetensors } from '../formats/safetensors';
import { AppError } from '../contract/errors';
import { textFile, type ExportFormat } from './export-format';

export const safetensors: ExportFormat = {
  write: (model, stem) => [
    { name: `${stem}.safetensors`, bytes: encodeModelSafetensors(model) },
    textFile(`${stem}.json`, `${JSON.stringify(configOf(model), null, 2)}\n`),
  ],
  loadingCode: (_model, stem) => ({
    python: [
      'import json',
      'from safetensors import safe_open',
      '',
      `with safe_open(${JSON.stringify(`${stem}.safetensors`)}, framework="numpy") as file:`,
      '    tensors = {name: file.get_tensor(name) for name in file.keys()}',
      `    model = json.loads(file.metadata()["${configKey}"])`,
      'for layer in model["layers"]:',
      '    print(layer["name"], layer["inputShape"], "->", layer["outputShape"])',
      'print({name: tensor.shape for name, tensor in tensors.items()})',
      '',
    ].join('\n'),
    javascript: null,
  }),
};

function encodeModelSafetensors(model: PortableModel): Uint8Array {
  const metadata = new Map([
    ['format', 'pt'],
    [configKey, configText(model)],
  ]);
  return encodeSafetensors({ tensors: model.tensors, metadata });
}

/** @throws AppError('validation') for files that hold no model of ours */
export function decodeModelSafetensors(bytes: Uint8Array): PortableModel {
  const { tensors, metadata } = decodeSafetensors(bytes);
  const text = metadata.get(configKey);
  if (text !== undefined) return readModel(text, tensors);
  throw new AppError(
    'validation',
    `The file has no entry "${configKey}" in its metadata that describes a model. Export it with Simplecell.`,
  );
}
