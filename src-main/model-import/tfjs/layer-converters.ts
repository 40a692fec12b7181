/** One function for each type of Keras layer that Simplecell can compute. Kernels are [R, S, C, K] there and [K, R, S, C] here. */
import type { PortableOperation, PortableTensor } from '../../../src-engine';
import { permute } from '../../export/permute';
import { cannotImport } from '../model-format';
import { noBias } from '../model-builder';
import { noZeros, placesOf, sameZeros, stampedSize, type Zeros } from '../window-sizes';
import { activate, leakyRelu, relu, softmax } from './activation-converters';
import { countOf, type Conversion } from './conversion';
import type { LayerConfig } from './layer-config';

type Converter = (conversion: Conversion, config: LayerConfig) => void;
type Pair = readonly [number, number];

const one: Pair = [1, 1];

/** Names of layers that change nothing in a network that is only asked. */
const idle = ['InputLayer', 'GaussianNoise', 'GaussianDropout', 'AlphaDropout', 'ActivityRegularization'];

export const converters: Readonly<Record<string, Converter>> = {
  ...Object.fromEntries(idle.map((name) => [name, () => undefined] as const)),
  Dense: dense,
  Conv2D: conv2d,
  Conv2DTranspose: conv2dTranspose,
  MaxPooling2D: pooling('max'),
  AveragePooling2D: pooling('mean'),
  GlobalMaxPooling2D: globalPooling('max'),
  GlobalAveragePooling2D: globalPooling('mean'),
  BatchNormalization: batchNormalization,
  Activation: (conversion, config) => activate(conversion, config, config.raw('activation')),
  ReLU: relu,
  LeakyReLU: leakyRelu,
  Softmax: softmax,
  Flatten({ builder }, config) {
    config.requireChannelsLast();
    builder.reshape(config.name, [countOf(builder.shape)]);
  },
  Reshape: reshape,
  UpSampling2D: upsampling,
  Dropout({ builder }, config) {
    const rate = config.number('rate', 0);
    if (rate < 0 || rate >= 1) throw config.odd('rate', rate);
    builder.add(config.name, { type: 'dropout', rate }, builder.shape);
  },
  SpatialDropout2D({ builder }, config) {
    builder.notes.push(`${config.title} drops whole maps in training; here it drops nothing.`);
  },
  ZeroPadding2D(conversion, config) {
    config.requireChannelsLast();
    const [[top, bottom], [left, right]] = config.sides('padding');
    conversion.pending = { name: config.name, zeros: { top, left, bottom, right } };
  },
  Rescaling({ builder }, config) {
    builder.prepare(config.name, {
      factors: [config.number('scale', 1)],
      offsets: [config.number('offset', 0)],
    });
  },
};

function tensorOf({ weights }: Conversion, { name, title }: LayerConfig, key: string): PortableTensor {
  const found =
    weights.get(`${name}/${key}`) ?? [...weights].find(([full]) => full.endsWith(`/${name}/${key}`))?.[1];
  if (found !== undefined) return found;
  throw cannotImport(
    `${title} without its weights "${name}/${key}"`,
    'The files of the model are not complete.',
  );
}

/** @throws AppError('validation') where the weights do not fit what comes before them */
function requireShape({ title }: LayerConfig, got: readonly number[], expected: readonly number[]): void {
  if (got.length === expected.length && got.every((size, axis) => size === expected[axis])) return;
  throw cannotImport(
    `${title} with weights of ${got.join('×')}`,
    `Its input needs ${expected.join('×')}: the file does not fit together.`,
  );
}

function biasOf(conversion: Conversion, config: LayerConfig, units: number): PortableTensor {
  if (!config.flag('use_bias', true)) return noBias(units);
  const bias = tensorOf(conversion, config, 'bias');
  requireShape(config, bias.shape, [units]);
  return bias;
}

function picture({ builder }: Conversion, { title }: LayerConfig): readonly [number, number, number] {
  const [height, width, channels] = builder.shape;
  if (height !== undefined && width !== undefined && channels !== undefined) return [height, width, channels];
  throw cannotImport(`${title} on ${builder.shape.join('×')} numbers`, 'It needs a picture.');
}

/** Of a picture it is a convolution of 1×1, since Keras multiplies along the last axis alone. */
function dense(conversion: Conversion, config: LayerConfig): void {
  const { builder } = conversion;
  const kernel = tensorOf(conversion, config, 'kernel');
  const [inputs = 0, units = 0] = kernel.shape;
  requireShape(config, kernel.shape, [builder.shape.at(-1) ?? 0, units]);
  const turned = permute({ shape: [inputs, units], values: kernel.values }, [1, 0]);
  const bias = builder.tensor(`${config.name}.bias`, biasOf(conversion, config, units));
  if (builder.shape.length === 1) {
    const weights = builder.tensor(`${config.name}.weights`, turned);
    builder.add(config.name, { type: 'dense', weights, transposed: false, bias }, [units]);
  } else {
    const [height, width] = picture(conversion, config);
    const { values } = turned;
    const weights = builder.tensor(`${config.name}.weights`, { shape: [units, 1, 1, inputs], values });
    const geometry = { stride: one, dilation: one, padding: noZeros };
    builder.add(config.name, { type: 'conv2d', weights, bias, ...geometry }, [height, width, units]);
  }
  activate(conversion, config, config.raw('activation') ?? 'linear');
}

function conv2d(conversion: Conversion, config: LayerConfig): void {
  config.requireChannelsLast();
  const { builder, pending } = conversion;
  const input = picture(conversion, config);
  const kernel = tensorOf(conversion, config, 'kernel');
  const [height = 0, width = 0, , filters = 0] = kernel.shape;
  requireShape(config, kernel.shape, [height, width, input[2], filters]);
  if (config.number('groups', 1) !== 1) throw config.odd('groups', config.raw('groups'));
  const stride = config.pair('strides', one);
  const dilation = config.pair('dilation_rate', one);
  const size: Pair = [height, width];
  const padding = zerosOf(conversion, config, size, stride, dilation);
  conversion.pending = null;
  const places = placesOf(input, size, stride, dilation, padding);
  const weights = builder.tensor(`${config.name}.weights`, permute(kernel, [3, 0, 1, 2]));
  const bias = builder.tensor(`${config.name}.bias`, biasOf(conversion, config, filters));
  const name = pending === null ? config.name : `${pending.name}_${config.name}`;
  const operation: PortableOperation = { type: 'conv2d', weights, bias, stride, dilation, padding };
  builder.add(name, operation, [...places, filters]);
  activate(conversion, config, config.raw('activation') ?? 'linear');
}

function zerosOf(
  { builder, pending }: Conversion,
  config: LayerConfig,
  kernel: Pair,
  stride: Pair,
  dilation: Pair,
): Zeros {
  const padding = config.word('padding', 'valid');
  if (padding === 'valid') return pending?.zeros ?? noZeros;
  if (padding !== 'same' || pending !== null) throw config.odd('padding', padding);
  return sameZeros(builder.shape, kernel, stride, dilation);
}

/** TensorFlow puts out H·s + max(R − s, 0) rows, or H·s of them in the middle where the padding is `same`. */
function conv2dTranspose(conversion: Conversion, config: LayerConfig): void {
  config.requireChannelsLast();
  const { builder } = conversion;
  const input = picture(conversion, config);
  const kernel = tensorOf(conversion, config, 'kernel');
  const [height = 0, width = 0, filters = 0] = kernel.shape;
  requireShape(config, kernel.shape, [height, width, filters, input[2]]);
  const stride = config.pair('strides', one);
  const dilation = config.pair('dilation_rate', one);
  if (config.raw('output_padding') != null) throw config.odd('output_padding', config.raw('output_padding'));
  const covered = stampedSize(input, [height, width], stride, dilation);
  const padding = config.word('padding', 'valid');
  if (padding !== 'valid' && padding !== 'same') throw config.odd('padding', padding);
  const along = (axis: 0 | 1): { readonly length: number; readonly cut: number } => {
    const least = input[axis] * stride[axis];
    if (padding === 'valid') return { length: Math.max(covered[axis], least), cut: 0 };
    return { length: least, cut: Math.floor(Math.max(covered[axis] - least, 0) / 2) };
  };
  const [down, across] = [along(0), along(1)];
  const weights = builder.tensor(`${config.name}.weights`, permute(kernel, [3, 0, 1, 2]));
  const bias = builder.tensor(`${config.name}.bias`, biasOf(conversion, config, filters));
  const crop = { top: down.cut, left: across.cut };
  const operation: PortableOperation = { type: 'convTranspose2d', weights, bias, stride, dilation, crop };
  builder.add(config.name, operation, [down.length, across.length, filters]);
  activate(conversion, config, config.raw('activation') ?? 'linear');
}

function pooling(kind: 'max' | 'mean'): Converter {
  return (conversion, config) => {
    config.requireChannelsLast();
    const { builder } = conversion;
    const input = picture(conversion, config);
    const region = config.pair('pool_size', [2, 2]);
    const stride = config.pair('strides', region);
    const padding = config.word('padding', 'valid');
    const zeros = padding === 'same' ? sameZeros(input, region, stride, one) : noZeros;
    if (Object.values(zeros).some((side) => side > 0) || (padding !== 'same' && padding !== 'valid')) {
      throw cannotImport(
        `${config.title} with padding "${padding}" on ${input.join('×')}`,
        'Regions of ours lie within the picture. Choose a size that pooling divides.',
      );
    }
    const places = placesOf(input, region, stride, one, noZeros);
    builder.add(config.name, { type: 'pool2d', kind, region, stride }, [...places, input[2]]);
  };
}

function globalPooling(kind: 'max' | 'mean'): Converter {
  return (conversion, config) => {
    config.requireChannelsLast();
    const { builder } = conversion;
    const [height, width, channels] = picture(conversion, config);
    const region: Pair = [height, width];
    builder.add(config.name, { type: 'pool2d', kind, region, stride: region }, [1, 1, channels]);
    if (!config.flag('keepdims', false)) builder.reshape(`${config.name}_flat`, [channels]);
  };
}

function batchNormalization(conversion: Conversion, config: LayerConfig): void {
  const { builder } = conversion;
  const channels = builder.shape.at(-1) ?? 0;
  const axis = config.raw('axis') ?? -1;
  const [along] = Array.isArray(axis) ? (axis as unknown[]) : [axis];
  if (along !== -1 && along !== builder.shape.length) throw config.odd('axis', axis);
  const constant = (value: number): PortableTensor => ({
    shape: [channels],
    values: new Float32Array(channels).fill(value),
  });
  const take = (key: string, isThere: boolean, otherwise: number): string => {
    const tensor = isThere ? tensorOf(conversion, config, key) : constant(otherwise);
    requireShape(config, tensor.shape, [channels]);
    return builder.tensor(`${config.name}.${key}`, tensor);
  };
  const epsilon = config.number('epsilon', 0.001);
  const operation: PortableOperation = {
    type: 'batchNorm',
    scale: take('gamma', config.flag('scale', true), 1),
    shift: take('beta', config.flag('center', true), 0),
    mean: take('moving_mean', true, 0),
    variance: take('moving_variance', true, 1),
    epsilon,
  };
  builder.add(config.name, operation, builder.shape);
}

function reshape({ builder }: Conversion, config: LayerConfig): void {
  const written = config.raw('target_shape');
  const sizes = Array.isArray(written) ? (written as unknown[]).map(Number) : [];
  const known = sizes.filter((size) => size !== -1);
  const missing = countOf(builder.shape) / countOf(known);
  const shape = sizes.map((size) => (size === -1 ? missing : size));
  const isSize = shape.every((size) => Number.isSafeInteger(size) && size >= 1);
  const isShape = shape.length === 1 || shape.length === 3;
  if (!isSize || !isShape || known.length < sizes.length - 1 || countOf(shape) !== countOf(builder.shape)) {
    throw config.odd('target_shape', written);
  }
  builder.reshape(config.name, shape);
}

function upsampling(conversion: Conversion, config: LayerConfig): void {
  config.requireChannelsLast();
  const { builder } = conversion;
  const [height, width, channels] = picture(conversion, config);
  const factor = config.pair('size', [2, 2]);
  const interpolation = config.word('interpolation', 'nearest');
  if (interpolation !== 'nearest') throw config.odd('interpolation', interpolation);
  const shape = [height * factor[0], width * factor[1], channels];
  builder.add(config.name, { type: 'upsample2d', factor }, shape);
}
