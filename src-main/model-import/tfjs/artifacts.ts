/** The files of a TensorFlow.js layers model: its `model.json` and the weights beside it, as tensors by name. */
import { z } from 'zod';
import type { PortableTensor } from '../../../src-engine';
import { AppError } from '../../contract/errors';
import { parseJsonWithin } from '../../formats/json-within';
import { halfToNumber } from '../../formats/npy';
import { mostModelBytes, readBeside } from '../model-file';
import { cannotImport, type ModelSource } from '../model-format';

const size = z
  .number()
  .int()
  .nonnegative()
  .max(2 ** 31);

const weightSchema = z.object({
  name: z.string().max(500),
  shape: z.array(size).max(8),
  dtype: z.string().max(20),
  quantization: z
    .object({ dtype: z.string().max(20), scale: z.number().optional(), min: z.number().optional() })
    .optional(),
});
type WeightEntry = z.infer<typeof weightSchema>;

const artifactsSchema = z.object({
  format: z.string().max(100).optional(),
  modelTopology: z.unknown().optional(),
  weightsManifest: z
    .array(
      z.object({
        paths: z.array(z.string().max(300)).max(10_000),
        weights: z.array(weightSchema).max(10_000),
      }),
    )
    .max(1000),
  userDefinedMetadata: z.unknown().optional(),
});

export interface TfjsArtifacts {
  readonly topology: unknown;
  readonly metadata: unknown;
  readonly tensors: ReadonlyMap<string, PortableTensor>;
  /** Of all files. */
  readonly bytes: number;
}

/** @throws AppError('validation' | 'notFound' | 'io') */
export function readArtifacts({ path, bytes }: ModelSource): TfjsArtifacts {
  const text = new TextDecoder().decode(bytes);
  const parsed = artifactsSchema.safeParse(parseJsonWithin(text, 'The JSON file'));
  if (!parsed.success || parsed.data.modelTopology === undefined) {
    throw new AppError(
      'validation',
      'The JSON file is no model of TensorFlow.js (modelTopology and weightsManifest). Choose the model.json of one, or the file ' +
        'with the weights.',
    );
  }
  const { format, modelTopology, weightsManifest, userDefinedMetadata } = parsed.data;
  if (format === 'graph-model') {
    throw cannotImport(
      'A graph model of TensorFlow.js',
      'Convert it as a layers model (tensorflowjs_converter --output_format=tfjs_layers_model), or save it as ONNX.',
    );
  }
  const tensors = new Map<string, PortableTensor>();
  let total = 0;
  for (const { paths, weights } of weightsManifest) {
    const shards = paths.map((name) => {
      const shard = readBeside(path, name, mostModelBytes - total);
      total += shard.length;
      return shard;
    });
    takeWeights(weights, joined(shards), tensors);
  }
  return { topology: modelTopology, metadata: userDefinedMetadata, tensors, bytes: bytes.length + total };
}

function joined(shards: readonly Uint8Array[]): Uint8Array {
  const [only] = shards;
  if (shards.length === 1 && only !== undefined) return only;
  const all = new Uint8Array(shards.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const shard of shards) {
    all.set(shard, at);
    at += shard.length;
  }
  return all;
}

function takeWeights(
  entries: readonly WeightEntry[],
  data: Uint8Array,
  tensors: Map<string, PortableTensor>,
): void {
  let at = 0;
  for (const entry of entries) {
    const { name, shape } = entry;
    const count = shape.reduce((product, each) => product * each, 1);
    const length = count * bytesOf(entry);
    if (at + length > data.length) {
      throw new AppError(
        'validation',
        `The weights of "${name}" need ${length} bytes, but ${data.length - at} are left in their files.`,
      );
    }
    if (tensors.has(name)) throw new AppError('validation', `The weights "${name}" are there twice.`);
    tensors.set(name, { shape, values: numbersOf(entry, count, data.slice(at, at + length)) });
    at += length;
  }
  if (at === data.length) return;
  throw new AppError('validation', `${data.length - at} bytes of the weights belong to nothing.`);
}

const widths: ReadonlyMap<string, number> = new Map([
  ['float32', 4],
  ['float16', 2],
  ['uint16', 2],
  ['uint8', 1],
]);

function bytesOf({ name, dtype, quantization }: WeightEntry): number {
  const stored = quantization?.dtype ?? dtype;
  const width = widths.get(stored);
  const isPlain = quantization !== undefined || stored === 'float32';
  if (dtype === 'float32' && width !== undefined && isPlain) return width;
  throw cannotImport(`The weights "${name}" of type ${stored}`, 'Save them as float32.');
}

/** @param data a copy of its own, aligned */
function numbersOf(
  { quantization }: WeightEntry,
  count: number,
  data: Uint8Array<ArrayBuffer>,
): Float32Array {
  if (quantization === undefined) return new Float32Array(data.buffer);
  const { dtype, scale = 1, min = 0 } = quantization;
  if (dtype === 'float32') return new Float32Array(data.buffer);
  const stored = dtype === 'uint8' ? data : new Uint16Array(data.buffer);
  return Float32Array.from({ length: count }, (_, index) => {
    const value = stored[index] ?? 0;
    return dtype === 'float16' ? halfToNumber(value) : value * scale + min;
  });
}
