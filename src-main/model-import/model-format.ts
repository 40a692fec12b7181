/** What every reader of a format provides. A new one is a file with a `ModelReader` and one line in `read-model.ts`. */
import type { PortableModel } from '../../src-engine';
import { AppError } from '../contract/errors';
import type { ModelKind } from '../contract/model-imports';

export interface ModelSource {
  /** Of the main file. */
  readonly path: string;
  readonly bytes: Uint8Array;
}

export interface ReadModel {
  readonly model: PortableModel;
  /** Of all files. */
  readonly bytes: number;
}

export type ModelReader = (source: ModelSource) => ReadModel;

export type PlainModelKind = Exclude<ModelKind, 'bundle'>;

/** @param what e.g. `The operator "Gelu" of the node /act/Gelu` */
export function cannotImport(what: string, advice: string): AppError {
  return new AppError('validation', `${what} cannot be imported. ${advice}`);
}
