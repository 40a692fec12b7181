/** What is said of a model before anybody decides about it. */
import { describeLayers, parametersOf } from './describe-model';
import type { InspectedModel } from './import-protocol';
import { readModelFile } from './read-model';

/** Null for a bundle. @throws AppError('validation' | 'io' | 'notFound') as `readModelFile` does */
export function inspectModel(path: string): InspectedModel | null {
  const found = readModelFile(path);
  if (found.kind === 'bundle') return null;
  const { kind, bytes, model } = found;
  const { tensors: _tensors, ...outline } = model;
  return { kind, bytes, outline, parameters: parametersOf(model), layers: describeLayers(model) };
}
