/** Models as files of every format that is read, in temporary folders. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PortableModel } from '../../src-engine';
import { exportFormats } from '../../src-main/export/formats';
import { temporaryFolder } from './bench-lab';

export const modelFormats = ['npz', 'safetensors', 'tfjs', 'onnx'] as const;
export type ModelFormat = (typeof modelFormats)[number];

/** Writes it as an export does, and returns the path of its main file. */
export async function writeModel(model: PortableModel, format: ModelFormat, stem = 'net'): Promise<string> {
  const folder = join(await temporaryFolder(), stem);
  await mkdir(folder);
  const files = exportFormats[format].write(model, stem);
  for (const { name, bytes } of files) await writeFile(join(folder, name), bytes);
  return join(folder, files[0].name);
}
