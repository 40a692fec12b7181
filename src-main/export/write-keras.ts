/** Keras 3 source: a script that rebuilds the network as a `keras.Model` and loads the NPZ file beside it. */
import type { PortableLayer, PortableModel, PreparationStep } from '../../src-engine';
import { cannotHold, textFile, type ExportFormat } from './export-format';
import { pythonHead } from './python-head';
import { indented, pythonName, pythonNumber, pythonString, pythonTuple } from './python-text';
import { encodeModelNpz } from './write-npz';

export const keras: ExportFormat = {
  write: (model, stem) => [
    textFile(`${stem}.py`, kerasSource(model, stem)),
    { name: `${stem}.npz`, bytes: encodeModelNpz(model) },
  ],
  loadingCode({ input: { height, width, channels } }, stem) {
    return {
      python: [
        'import importlib.util',
        'import numpy as np',
        '',
        `spec = importlib.util.spec_from_file_location("network", ${pythonString(`${stem}.py`)})`,
        'module = importlib.util.module_from_spec(spec)',
        'spec.loader.exec_module(module)',
        'model = module.build()',
        `pictures = np.zeros((1, ${height}, ${width}, ${channels}), np.uint8)  # yours`,
        'outputs = model.predict(pictures)',
        'print(outputs.shape)',
        '',
      ].join('\n'),
      javascript: null,
    };
  },
};

function kerasSource(model: PortableModel, stem: string): string {
  const { height, width, channels } = model.input;
  return [
    ...pythonHead(model, stem, {
      library: 'Keras 3',
      needs: 'keras',
      imports: ['import keras', 'import numpy as np', 'from keras import layers, ops'],
    }),
    'def apply(layer, x, *weights):',
    '    """What a layer gives for x, with these weights in it."""',
    '    y = layer(x)',
    '    layer.set_weights(list(weights))',
    '    return y',
    '',
    '',
    'def build():',
    '    arrays = np.load(WEIGHTS)',
    `    pictures = keras.Input((${height}, ${width}, ${channels}), dtype="uint8", name="pictures")`,
    '    x = ops.cast(pictures, "float32")',
    ...indented(1, model.preparation.flatMap(prepareLines)),
    ...indented(
      1,
      model.layers.flatMap((layer) => layerLines(model, layer)),
    ),
    '    return keras.Model(pictures, x)',
    '',
    '',
    'if __name__ == "__main__":',
    '    np.save(sys.argv[2], build().predict(np.load(sys.argv[1])))',
    '',
  ].join('\n');
}

function array(tensor: string): string {
  return `arrays[${pythonString(tensor)}]`;
}

function prepareLines(step: PreparationStep): string[] {
  switch (step.type) {
    case 'scale': {
      const offset = step.offset === 0 ? '' : ` + ${pythonNumber(step.offset)}`;
      return [`x = x * ${pythonNumber(step.factor)}${offset}`];
    }
    case 'removeMean':
      return ['x = x - ops.mean(x, axis=(1, 2, 3), keepdims=True)'];
    case 'clip':
      return [`x = ops.clip(x, ${pythonNumber(step.low)}, ${pythonNumber(step.high)})`];
    case 'standardize':
      return [`x = (x - ${array(step.means)}) * ${array(step.scales)}`];
    case 'whiten': {
      const { top, left, height, width } = step.window;
      return [
        '# Flatten the spectrum of whole pictures, then cut out what the network looks at.',
        'x = ops.transpose(x, (0, 3, 1, 2))',
        'x = x - ops.mean(x, axis=(2, 3), keepdims=True)',
        `x = ops.matmul(x, ${array(step.columns)}.T)`,
        `x = ops.matmul(${array(step.rows)}, x) * ${array(step.gains)}`,
        `x = ops.matmul(${array(step.backRows)}[${top}:${top + height}], x)`,
        `x = ops.matmul(x, ${array(step.backColumns)}[${left}:${left + width}].T)`,
        'x = ops.transpose(x, (0, 2, 3, 1))',
      ];
    }
  }
}

const activations = {
  sigmoid: 'ops.sigmoid(x)',
  tanh: 'ops.tanh(x)',
  relu: 'ops.relu(x)',
  leakyRelu: 'ops.leaky_relu(x, 0.01)',
  linear: 'x',
} as const;

function layerLines(model: PortableModel, layer: PortableLayer): string[] {
  const name = `name=${pythonString(pythonName(layer.name))}`;
  const applied = (made: string, weights: readonly string[]): string =>
    `x = apply(layers.${made}, x, ${weights.join(', ')})`;
  switch (layer.type) {
    case 'dense': {
      const kernel = `${array(layer.weights)}${layer.transposed ? '' : '.T'}`;
      return [applied(`Dense(${layer.outputShape[0]}, ${name})`, [kernel, array(layer.bias)])];
    }
    case 'conv2d':
      return convolutionLines(model, layer, name, applied);
    case 'convTranspose2d':
      return transposedLines(model, layer, name, applied);
    case 'pool2d': {
      const made = layer.kind === 'max' ? 'MaxPooling2D' : 'AveragePooling2D';
      return [`x = layers.${made}(${pythonTuple(layer.region)}, ${pythonTuple(layer.stride)}, ${name})(x)`];
    }
    case 'batchNorm': {
      const weights = [layer.scale, layer.shift, layer.mean, layer.variance].map(array);
      return [applied(`BatchNormalization(epsilon=${pythonNumber(layer.epsilon)}, ${name})`, weights)];
    }
    case 'activation':
      return layer.activation === 'linear' ? [] : [`x = ${activations[layer.activation]}`];
    case 'softmax':
      return ['x = ops.softmax(x)'];
    case 'reshape':
      return [`x = layers.Reshape(${pythonTuple(layer.shape)})(x)`];
    case 'upsample2d':
      return [`x = layers.UpSampling2D(${pythonTuple(layer.factor)})(x)`];
    case 'dropout':
      return [`x = layers.Dropout(${pythonNumber(layer.rate)})(x)`];
  }
}

type LayerOf<T extends PortableLayer['type']> = Extract<PortableLayer, { type: T }>;
type Applied = (made: string, weights: readonly string[]) => string;

/** Of the kernel with its holes. */
function kernelSize(
  { tensors }: PortableModel,
  { weights, dilation }: LayerOf<'conv2d' | 'convTranspose2d'>,
): number[] {
  const sides = tensors.get(weights)?.shape.slice(1, 3) ?? [];
  return sides.map((side, axis) => (side - 1) * (dilation[axis] ?? 1) + 1);
}

/** Filters as Keras has them; the holes of dilated ones are zeros, since Keras dilates only what moves by single pixels. */
function filterLines(
  { weights, dilation }: LayerOf<'conv2d' | 'convTranspose2d'>,
  shape: readonly number[],
): string[] {
  const filters = `${array(weights)}.transpose(1, 2, 3, 0)`;
  if (Math.max(...dilation) === 1) return [`filters = ${filters}`];
  return [
    `filters = np.zeros(${pythonTuple(shape)}, np.float32)`,
    `filters[::${dilation[0]}, ::${dilation[1]}] = ${filters}`,
  ];
}

function convolutionLines(
  model: PortableModel,
  layer: LayerOf<'conv2d'>,
  name: string,
  applied: Applied,
): string[] {
  const { padding, stride, inputShape, outputShape } = layer;
  const { top, left, bottom, right } = padding;
  const isPadded = top + left + bottom + right > 0;
  const kernel = kernelSize(model, layer);
  const how = `strides=${pythonTuple(stride)}, ${name}`;
  return [
    ...(isPadded ? [`x = layers.ZeroPadding2D(((${top}, ${bottom}), (${left}, ${right})))(x)`] : []),
    ...filterLines(layer, [...kernel, inputShape[2] ?? 0, outputShape[2] ?? 0]),
    applied(`Conv2D(${outputShape[2]}, ${pythonTuple(kernel)}, ${how})`, ['filters', array(layer.bias)]),
  ];
}

function transposedLines(
  model: PortableModel,
  layer: LayerOf<'convTranspose2d'>,
  name: string,
  applied: Applied,
): string[] {
  const { inputShape, outputShape, stride, crop } = layer;
  const kernel = kernelSize(model, layer);
  const [below = 0, right = 0] = [0, 1].map((axis) => {
    const [length = 0, step = 1, covered = 1] = [inputShape[axis], stride[axis], kernel[axis]];
    const all = length * step + Math.max(covered - step, 0);
    return all - (axis === 0 ? crop.top : crop.left) - (outputShape[axis] ?? 0);
  });
  if (below < 0 || right < 0) {
    throw cannotHold('Keras', layer.name, 'its output reaches beyond what its filters cover');
  }
  const cropping = [crop.top, below, crop.left, right];
  const how = `strides=${pythonTuple(stride)}, ${name}`;
  return [
    ...filterLines(layer, [...kernel, outputShape[2] ?? 0, inputShape[2] ?? 0]),
    applied(`Conv2DTranspose(${outputShape[2]}, ${pythonTuple(kernel)}, ${how})`, [
      'filters',
      array(layer.bias),
    ]),
    ...(cropping.some((cut) => cut > 0)
      ? [`x = layers.Cropping2D(((${crop.top}, ${below}), (${crop.left}, ${right})))(x)`]
      : []),
  ];
}
