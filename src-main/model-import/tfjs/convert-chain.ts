/** Keras layers as operations of a portable model. What is not known is refused by its name. */
import type { PortableModel, PortableTensor } from '../../../src-engine';
import { cannotImport } from '../model-format';
import { ModelBuilder, pictureOfLength } from '../model-builder';
import type { KerasLayer } from './chain';
import type { Conversion } from './conversion';
import { converters } from './layer-converters';
import { LayerConfig } from './layer-config';

/** @throws AppError('validation') naming the layer that is not known or does not fit */
export function convertChain(
  layers: readonly KerasLayer[],
  weights: ReadonlyMap<string, PortableTensor>,
): PortableModel {
  const [first] = layers;
  if (first === undefined) throw cannotImport('A model without layers', 'Choose another file.');
  const { shape, dtype } = inputOf(first);
  const builder = new ModelBuilder(shape.length === 1 ? pictureOfLength(shape[0] ?? 0) : shape);
  if (shape.length === 1) builder.reshape('flatten_input', shape);
  const conversion: Conversion = { builder, weights, pending: null };
  for (const layer of layers) {
    const convert = Object.hasOwn(converters, layer.className) ? converters[layer.className] : undefined;
    if (convert === undefined) {
      const known = Object.keys(converters).sort().join(', ');
      throw cannotImport(
        `The layer "${layer.name}" of type ${layer.className.slice(0, 80)}`,
        `Simplecell knows ${known}. Replace it and train the model again, or leave it out.`,
      );
    }
    requirePaddingUsed(conversion, layer);
    convert(conversion, new LayerConfig(layer));
  }
  requirePaddingUsed(conversion, null);
  return builder.model(dtype.startsWith('int') || dtype.startsWith('uint'));
}

/** Zeros around a picture are part of the convolution that follows them. */
function requirePaddingUsed({ pending }: Conversion, next: KerasLayer | null): void {
  if (pending === null || next?.className === 'Conv2D') return;
  throw cannotImport(
    `The layer "${pending.name}" of type ZeroPadding2D`,
    'It must stand right before a Conv2D, which takes its zeros over.',
  );
}

function inputOf(first: KerasLayer): { readonly shape: readonly number[]; readonly dtype: string } {
  const { config } = first;
  const written = config['batch_input_shape'] ?? config['batch_shape'];
  if (!Array.isArray(written)) {
    throw cannotImport(
      'A model that does not say the size of its input',
      'Build it with an input shape (batch_input_shape of its first layer), and save it again.',
    );
  }
  const shape = (written as readonly unknown[]).slice(1).map(Number);
  const isSize = shape.every((size) => Number.isSafeInteger(size) && size >= 1 && size <= 65_536);
  const dtype = typeof config['dtype'] === 'string' ? config['dtype'] : 'float32';
  if (isSize && (shape.length === 3 || shape.length === 1)) return { shape, dtype };
  throw cannotImport(
    `An input of ${JSON.stringify(written).slice(0, 80)}`,
    'Simplecell takes one picture, [height, width, channels], of a fixed size.',
  );
}
