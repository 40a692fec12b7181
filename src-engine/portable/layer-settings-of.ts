/** Tells a portable model's operations as settings of our layers, as a person would write them into an experiment. */
import { EngineError } from '../errors';
import { windowSpecOf } from '../layers/filter-bank';
import { layerKinds } from '../layers/registry';
import { windowOver } from '../layers/window';
import { formatShape } from '../tensor';
import type { Conv2dSpec } from '../layers/conv2d';
import type { ConvTranspose2dSpec } from '../layers/conv-transpose2d';
import type { Padding, Pair } from '../spec/experiment';
import type { Shape } from '../tensor';
import type { PortableLayer, PortableModel } from './portable-model';

type LayerOf<T extends PortableLayer['type']> = Extract<PortableLayer, { type: T }>;
type Settings = Record<string, unknown>;

/** What can be told of a layer without knowing those before it. */
type Plain = Exclude<PortableLayer, { type: 'activation' | 'softmax' }>;

/**
 * Settings without inits, to be read by `parseExperiment`. What changes nothing (a shape that stays) is left out.
 * @throws EngineError('config') naming the layer that no settings describe
 */
export function layerSettingsOf({ layers, tensors }: PortableModel): Settings[] {
  const shapeOf = (name: string): Shape => tensors.get(name)?.shape ?? [];
  const result: Settings[] = [];
  /** Index of the settings whose layer owns the weights of this name. */
  const owners = new Map<string, number>();
  let open: Settings | null = null;
  for (const layer of layers) {
    if (layer.type === 'activation' || layer.type === 'softmax') {
      if (activate(layer, open, result)) open = null;
      continue;
    }
    const settings = plainSettings(layer, shapeOf, owners);
    if (settings === null) continue;
    if ('weights' in layer && settings['tiedTo'] === undefined) owners.set(layer.weights, result.length);
    result.push(settings);
    open = 'weights' in layer ? settings : null;
  }
  // Only layers with an activation may be the last one.
  if (result.at(-1)?.['activation'] === undefined) result.push({ type: 'activation', activation: 'linear' });
  return result;
}

/**
 * Gives a nonlinearity to the layer before it, where that may have one, or makes it a layer of its own.
 * @returns whether there was anything to do
 */
function activate(
  layer: LayerOf<'activation' | 'softmax'>,
  open: Settings | null,
  result: Settings[],
): boolean {
  const activation = layer.type === 'softmax' ? 'softmax' : layer.activation;
  if (activation === 'linear') return false;
  if (open !== null && (activation !== 'softmax' || open['type'] === 'dense'))
    open['activation'] = activation;
  else result.push({ type: 'activation', activation });
  return true;
}

function plainSettings(
  layer: Plain,
  shapeOf: (name: string) => Shape,
  owners: ReadonlyMap<string, number>,
): Settings | null {
  switch (layer.type) {
    case 'dense': {
      const settings = { type: 'dense', units: layer.outputShape[0], activation: 'linear' };
      const owner = layer.transposed ? owners.get(layer.weights) : undefined;
      return owner === undefined ? settings : { ...settings, tiedTo: owner };
    }
    case 'conv2d':
      return convolution(layer, shapeOf(layer.weights));
    case 'convTranspose2d':
      return transposed(layer, shapeOf(layer.weights));
    case 'pool2d':
      return { type: 'pool2d', kind: layer.kind, region: [...layer.region], stride: [...layer.stride] };
    case 'batchNorm':
      return { type: 'batchNorm', epsilon: layer.epsilon };
    case 'reshape': {
      if (formatShape(layer.inputShape) === formatShape(layer.shape)) return null;
      return layer.shape.length === 1 ? { type: 'flatten' } : { type: 'reshape', shape: [...layer.shape] };
    }
    case 'upsample2d':
      return { type: 'upsample2d', factor: [...layer.factor] };
    case 'dropout':
      return { type: 'dropout', rate: layer.rate };
  }
}

/** As many zeros on every side, or as many as keep the size: the only paddings our layers know. */
function paddings(top: number): readonly Padding[] {
  return top === 0 ? ['valid', 'same'] : [top, 'same'];
}

function bankSettings(
  { stride, dilation, outputShape }: LayerOf<'conv2d' | 'convTranspose2d'>,
  kernelSize: Pair,
  padding: Padding,
) {
  const filters = outputShape[2];
  const usual = { activation: 'linear', init: { type: 'glorot' } } as const;
  return { filters, kernelSize, stride, dilation, padding, ...usual };
}

function convolution(layer: LayerOf<'conv2d'>, [, height, width]: Shape): Settings {
  const { inputShape, outputShape, padding } = layer;
  for (const fill of paddings(padding.top)) {
    const spec: Conv2dSpec = { type: 'conv2d', ...bankSettings(layer, [height, width], fill) };
    if (layerKinds.conv2d.misfit(spec, inputShape) !== null) continue;
    const { top, left, outHeight, outWidth } = windowOver(inputShape, windowSpecOf(spec));
    const isSame = top === padding.top && left === padding.left;
    if (isSame && outHeight === outputShape[0] && outWidth === outputShape[1]) return withoutInit(spec);
  }
  const { top, left, bottom, right } = padding;
  throw unlike(
    layer,
    `zeros above, left, below and right of its input: ${top}, ${left}, ${bottom}, ${right}`,
  );
}

function transposed(layer: LayerOf<'convTranspose2d'>, [, height, width]: Shape): Settings {
  const { inputShape, outputShape, crop } = layer;
  for (const fill of paddings(crop.top)) {
    const spec: ConvTranspose2dSpec = {
      type: 'convTranspose2d',
      ...bankSettings(layer, [height, width], fill),
    };
    if (layerKinds.convTranspose2d.misfit(spec, inputShape) !== null) continue;
    const output = layerKinds.convTranspose2d.outputShape(spec, inputShape);
    const { top, left } = windowOver(output, windowSpecOf(spec));
    const isSame = top === crop.top && left === crop.left;
    if (isSame && formatShape(output) === formatShape(outputShape)) return withoutInit(spec);
  }
  throw unlike(
    layer,
    `${crop.top} rows and ${crop.left} columns cut off, and an output of ${formatShape(outputShape)}`,
  );
}

function withoutInit({ init: _init, ...settings }: Conv2dSpec | ConvTranspose2dSpec): Settings {
  return settings;
}

function unlike({ name, inputShape }: PortableLayer, what: string): EngineError {
  return new EngineError(
    'config',
    `The layer ${name}, on ${formatShape(inputShape)}, has a padding that no layer of Simplecell has (${what}). ` +
      'Ours have as many zeros on every side, or as many as keep the size. Train the model with one of these.',
  );
}
