/** What every writer of a format provides. A new format is its name in the contract, one file with an `ExportFormat` and one line in `formats.ts`. */
import type { PortableModel } from '../../src-engine';
import { AppError } from '../contract/errors';

/** One file to write, by its name in the folder that was chosen. */
export interface WrittenFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

export interface ExportFormat {
  /**
   * The files of a model; the first is the main one, named `stem` and its ending, others lie beside it. A folder's files are
   * named by the format.
   * @throws AppError('validation') naming the layer that the format cannot hold
   */
  write(model: PortableModel, stem: string): readonly WrittenFile[];
  /** Short programs that load the files, started where they lie, and ask them; null for languages without a reader. */
  loadingCode(model: PortableModel, stem: string): LoadingCode;
}

export interface LoadingCode {
  readonly python: string | null;
  readonly javascript: string | null;
}

/** For writers: why a layer or a step of the preparation has no place in a format. */
export function cannotHold(format: string, name: string, reason: string): AppError {
  return new AppError(
    'validation',
    `${format} cannot hold ${name}: ${reason}. Choose another format; safetensors, NPZ and ONNX hold every layer.`,
  );
}

export function textFile(name: string, text: string): WrittenFile {
  return { name, bytes: new TextEncoder().encode(text) };
}
