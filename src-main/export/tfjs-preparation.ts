/** The way from raw pixels to the network's input, told with layers that TensorFlow.js knows. */
import type { PortableModel, PreparationStep, WhitenStep } from '../../src-engine';
import { permute } from './permute';
import { tensorOf } from './tensor-of';
import type { TfjsGraph } from './tfjs-graph';

interface Prepared {
  readonly value: string;
  readonly shape: readonly number[];
}

/** Shapes: of one sample, [height, width, channels]. */
export function addTfjsStep(
  graph: TfjsGraph,
  model: PortableModel,
  step: PreparationStep,
  value: string,
  shape: readonly number[],
): Prepared {
  const count = shape.reduce((product, size) => product * size, 1);
  const rescale = (from: string, scale: number, offset: number): string =>
    graph.layer('Rescaling', 'prepare_scale', [from], { scale, offset });
  switch (step.type) {
    case 'scale':
      return { value: rescale(value, step.factor, step.offset), shape };
    case 'removeMean': {
      const line = reshape(graph, value, [count, 1]);
      const mean = graph.layer('GlobalAveragePooling1D', 'prepare_mean', [line], {});
      const negative = rescale(reshape(graph, mean, [1, 1, 1]), -1, 0);
      return { value: graph.layer('Add', 'prepare_centre', [value, negative], {}), shape };
    }
    case 'clip': {
      // A rectifier with a ceiling clips at 0 below, so the lower limit is moved there and back.
      const moved = rescale(value, 1, -step.low);
      const clipped = graph.layer('ReLU', 'prepare_clip', [moved], { max_value: step.high - step.low });
      return { value: rescale(clipped, 1, step.low), shape };
    }
    case 'standardize': {
      const [means, scales] = [tensorOf(model, step.means).values, tensorOf(model, step.scales).values];
      const line = reshape(graph, value, [count]);
      const standard = scaled(graph, line, scales, means);
      return { value: reshape(graph, standard, shape), shape };
    }
    case 'whiten': {
      const { height, width } = step.window;
      return { value: addWhitening(graph, model, step, value, shape), shape: [height, width, shape[2] ?? 1] };
    }
  }
}

function reshape(graph: TfjsGraph, value: string, shape: readonly number[]): string {
  return graph.layer('Reshape', 'prepare_shape', [value], { target_shape: shape });
}

/** (x − means)·scales along the last axis: a batch normalisation that takes variance 1 for granted. */
function scaled(graph: TfjsGraph, value: string, scales: Float32Array, means: Float32Array): string {
  const shape = [scales.length];
  const config = { axis: -1, epsilon: 0, center: false, scale: true, momentum: 0.99 };
  return graph.layer('BatchNormalization', 'prepare_standard', [value], config, {
    gamma: { shape, values: scales },
    moving_mean: { shape, values: means },
    moving_variance: { shape, values: new Float32Array(scales.length).fill(1) },
  });
}

/** Products along one axis are dense layers without bias; the axis whose turn it is comes last. */
function addWhitening(
  graph: TfjsGraph,
  model: PortableModel,
  step: WhitenStep,
  value: string,
  shape: readonly number[],
): string {
  const channels = shape[2] ?? 1;
  const { top, left, height, width } = step.window;
  const turn = (from: string, dims: readonly number[]): string =>
    graph.layer('Permute', 'whiten_turn', [from], { dims });
  /** Rows `first` to `first + count` of a matrix [outputs, inputs]. */
  const product = (from: string, name: string, first: number, count: number): string => {
    const matrix = tensorOf(model, name);
    const inputs = matrix.shape[1] ?? 0;
    const values = matrix.values.subarray(first * inputs, (first + count) * inputs);
    const kernel = permute({ shape: [count, inputs], values }, [1, 0]);
    const config = { units: count, activation: 'linear', use_bias: false };
    return graph.layer('Dense', 'whiten_product', [from], config, { kernel });
  };
  const [rows = 0] = tensorOf(model, step.rows).shape;
  const [columns = 0] = tensorOf(model, step.columns).shape;
  const mean = graph.layer('GlobalAveragePooling2D', 'whiten_mean', [value], {
    data_format: 'channels_last',
  });
  const negative = graph.layer('Rescaling', 'whiten_minus', [reshape(graph, mean, [1, 1, channels])], {
    scale: -1,
    offset: 0,
  });
  const centred = graph.layer('Add', 'whiten_centre', [value, negative], {});
  const planes = turn(centred, [3, 1, 2]);
  const half = product(planes, step.columns, 0, columns);
  const spectrum = product(turn(half, [1, 3, 2]), step.rows, 0, rows);
  const gains = permute(tensorOf(model, step.gains), [1, 0]).values;
  const line = reshape(graph, spectrum, [channels, columns * rows]);
  const flat = scaled(graph, line, gains, new Float32Array(gains.length));
  const back = product(reshape(graph, flat, [channels, columns, rows]), step.backRows, top, height);
  const window = product(turn(back, [1, 3, 2]), step.backColumns, left, width);
  return turn(window, [2, 3, 1]);
}
