/** Nonlinearities of Keras, as settings of layers and as layers of their own. */
import type { HiddenActivationName } from '../../../src-engine';
import { cannotImport } from '../model-format';
import type { ModelBuilder } from '../model-builder';
import { countOf, type Conversion } from './conversion';
import type { LayerConfig } from './layer-config';

const activations: ReadonlyMap<unknown, HiddenActivationName> = new Map([
  ['sigmoid', 'sigmoid'],
  ['tanh', 'tanh'],
  ['relu', 'relu'],
  ['linear', 'linear'],
]);

/** Adds what a layer's setting or a layer of its own names. @throws AppError('validation') for what is not known */
export function activate({ builder }: Conversion, config: LayerConfig, written: unknown): void {
  if (written === 'softmax') {
    softmaxAt(builder, config);
    return;
  }
  const activation = activations.get(written);
  if (activation === undefined) throw config.odd('activation', written);
  if (activation === 'linear') return;
  builder.add(`${config.name}_${activation}`, { type: 'activation', activation }, builder.shape);
}

function softmaxAt(builder: ModelBuilder, config: LayerConfig): void {
  if (builder.shape.length > 1 && countOf(builder.shape) !== builder.shape.at(-1)) {
    throw cannotImport(
      `${config.title} of every pixel`,
      'Simplecell has a softmax over one vector, at the end.',
    );
  }
  builder.reshape(`${config.name}_flat`, [countOf(builder.shape)]);
  builder.add(`${config.name}_softmax`, { type: 'softmax' }, builder.shape);
}

export function relu({ builder }: Conversion, config: LayerConfig): void {
  const isPlain = config.raw('max_value') == null && config.number('threshold', 0) === 0;
  const slope = config.number('negative_slope', 0);
  if (!isPlain || (slope !== 0 && slope !== 0.01))
    throw config.odd('max_value', config.raw('max_value') ?? slope);
  const activation = slope === 0 ? 'relu' : 'leakyRelu';
  builder.add(config.name, { type: 'activation', activation }, builder.shape);
}

export function leakyRelu({ builder }: Conversion, config: LayerConfig): void {
  const slope = config.number('alpha', config.number('negative_slope', 0.3));
  if (Math.abs(slope - 0.01) > 1e-6) {
    throw cannotImport(`${config.title} with slope ${slope}`, 'Ours has the slope 0.01.');
  }
  builder.add(config.name, { type: 'activation', activation: 'leakyRelu' }, builder.shape);
}

export function softmax({ builder }: Conversion, config: LayerConfig): void {
  const axis = config.number('axis', -1);
  if (axis !== -1 && axis !== builder.shape.length) throw config.odd('axis', axis);
  softmaxAt(builder, config);
}
