/**
 * What a file says of a model besides its tensors: one JSON object, the same in every format. It lies in the metadata of ONNX,
 * safetensors and TF.js files, in the array `simplecell` of an NPZ file, and beside them as a file of its own.
 */
import { z } from 'zod';
import {
  checkPortable,
  EngineError,
  portableVersion,
  type PortableModel,
  type PortableTensor,
} from '../../src-engine';
import { AppError } from '../contract/errors';
import { experimentSchema } from '../contract/runs';
import { parseJsonWithin } from './json-within';

/** Key of the object in metadata, name of the array in an NPZ file. */
export const configKey = 'simplecell';

const size = z
  .number()
  .int()
  .positive()
  .max(2 ** 31);
const place = z
  .number()
  .int()
  .nonnegative()
  .max(2 ** 31);
const shape = z.array(size).min(1).max(4);
const pair = z.tuple([size, size]);
const name = z.string().max(200);
const finite = z.number();

const step = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('scale'), factor: finite, offset: finite }),
  z.strictObject({ type: z.literal('removeMean') }),
  z.strictObject({ type: z.literal('clip'), low: finite, high: finite }),
  z.strictObject({ type: z.literal('standardize'), means: name, scales: name }),
  z.strictObject({
    type: z.literal('whiten'),
    rows: name,
    columns: name,
    gains: name,
    backRows: name,
    backColumns: name,
    window: z.strictObject({ top: place, left: place, height: size, width: size }),
  }),
]);

const shapes = { name, inputShape: shape, outputShape: shape };
const filters = { weights: name, bias: name, stride: pair, dilation: pair };

const layer = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('dense'), ...shapes, weights: name, transposed: z.boolean(), bias: name }),
  z.strictObject({
    type: z.literal('conv2d'),
    ...shapes,
    ...filters,
    padding: z.strictObject({ top: place, left: place, bottom: place, right: place }),
  }),
  z.strictObject({
    type: z.literal('convTranspose2d'),
    ...shapes,
    ...filters,
    crop: z.strictObject({ top: place, left: place }),
  }),
  z.strictObject({
    type: z.literal('pool2d'),
    ...shapes,
    kind: z.enum(['max', 'mean']),
    region: pair,
    stride: pair,
  }),
  z.strictObject({
    type: z.literal('batchNorm'),
    ...shapes,
    scale: name,
    shift: name,
    mean: name,
    variance: name,
    epsilon: finite.positive(),
  }),
  z.strictObject({
    type: z.literal('activation'),
    ...shapes,
    activation: z.enum(['sigmoid', 'tanh', 'relu', 'leakyRelu', 'linear']),
  }),
  z.strictObject({ type: z.literal('softmax'), ...shapes }),
  z.strictObject({ type: z.literal('reshape'), ...shapes, shape }),
  z.strictObject({ type: z.literal('upsample2d'), ...shapes, factor: pair }),
  z.strictObject({ type: z.literal('dropout'), ...shapes, rate: finite.min(0).max(1) }),
]);

const configSchema = z.object({
  format: z.literal('simplecell-model'),
  version: z.literal(portableVersion),
  name: z.string().max(200),
  input: z.strictObject({ height: size, width: size, channels: size }),
  preparation: z.array(step).max(20),
  layers: z.array(layer).max(1000),
  output: z.enum(['classes', 'picture', 'numbers']),
  classNames: z.array(z.string().max(1000)).max(100_000),
  notes: z.array(z.string().max(2000)).max(100),
  origin: z.strictObject({ experiment: experimentSchema, epoch: place }).nullable(),
});

/** Everything of a model but its tensors, ready for JSON. */
export function configOf({ tensors: _tensors, ...rest }: PortableModel): object {
  return { format: 'simplecell-model', version: portableVersion, ...rest };
}

export function configText(model: PortableModel): string {
  return JSON.stringify(configOf(model));
}

/**
 * A model from its description and its tensors, both untrusted.
 * @throws AppError('validation') naming what does not fit
 */
export function readModel(text: string, tensors: ReadonlyMap<string, PortableTensor>): PortableModel {
  const model: PortableModel = { ...readDescription(text), tensors };
  try {
    checkPortable(model);
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    throw new AppError('validation', error.message, { cause: error });
  }
  return model;
}

/** Everything of a model but its tensors, untrusted. */
export type ModelDescription = Omit<PortableModel, 'tensors'>;

/** @throws AppError('validation') naming what is wrong */
export function readDescription(text: string): ModelDescription {
  const parsed = configSchema.safeParse(parseJsonWithin(text, 'The description of the model'));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const where = issue === undefined || issue.path.length === 0 ? '' : `${issue.path.join('.')}: `;
    throw new AppError(
      'validation',
      `The description of the model is wrong: ${where}${issue?.message ?? ''}.`,
    );
  }
  const { format: _format, version: _version, ...rest } = parsed.data;
  return rest;
}
