/** What a layer of a trained network makes of one picture: all of its maps, as the network computes them. */
import { applyPreprocessing } from '../data/preprocess';
import { EngineError } from '../errors';
import { TrainedNetwork } from '../inspect/trained-network';
import { createReferenceKernels } from '../kernels/reference/reference-kernels';
import { createSimdKernels } from '../kernels/simd/simd-kernels';
import { learnedLayer, preparePicture, windowPreparation } from './learned-layer';
import { fitWindow, slideStrips } from './strips';
import type { TrainedSource } from '../inspect/trained-network';
import type { CreateKernels, FeatureMap } from './feature-map';
import type { LearnedInput } from './learned-layer';

export interface MapsQuestion extends LearnedInput {
  readonly source: TrainedSource;
  /** Index in `network.layers`; of a network of patches the first one with filters. */
  readonly layer: number;
  /** Pixels in [0, 1]; of a network of whole pictures one of their size. */
  readonly picture: FeatureMap;
  /** Bytes of the SIMD kernels; null asks the reference kernels. */
  readonly kernelsWasm: Uint8Array | null;
}

/** Numbers of all maps together; more would not fit beside the rest. */
const mostNumbers = 2 ** 28;
/** Rows of the maps that are computed at once. */
const stripRows = 32;

/**
 * Shapes: picture [H,W,C] → [Ho,Wo,K], new numbers. A network of whole pictures is asked as it was trained; the first filters
 * of a network of patches slide over the picture (lecture §7).
 * @throws EngineError('config' | 'shape' | 'memory') where the layer makes no maps, or picture and network do not fit
 */
export function mapsOfPicture(question: MapsQuestion): FeatureMap {
  const { data } = question.source.experiment;
  return data.mode === 'images' ? askedMaps(question) : slidingMaps(question);
}

function askedMaps({ source, layer, picture, preprocessing, kernelsWasm }: MapsQuestion): FeatureMap {
  const network = new TrainedNetwork(source, { kernelsWasm, rows: 1 });
  const shape = network.outputShape(layer);
  if (shape.length !== 3) {
    throw new EngineError(
      'config',
      `Layer ${layer + 1} makes no maps of a picture. Choose a layer of pictures.`,
      { layer },
    );
  }
  const values = Float32Array.from(picture.values);
  applyPreprocessing(preprocessing, values, values.length);
  network.forward(values, 1, layer);
  const [height, width, channels] = shape;
  return { height, width, channels, values: Float32Array.from(network.activations(layer)) };
}

function slidingMaps({ source, layer, picture, kernelsWasm, ...input }: MapsQuestion): FeatureMap {
  const learned = learnedLayer(new TrainedNetwork(source, { kernelsWasm: null, rows: 1 }), source.experiment);
  if (learned.layer !== layer) {
    throw new EngineError(
      'config',
      `Only the first filters of this run can slide over a picture, those of layer ${learned.layer + 1}.`,
      { layer },
    );
  }
  const { filters, window, activation } = learned;
  const { outHeight: height, outWidth: width } = fitWindow(picture, [filters.height, filters.width], window);
  const channels = filters.count;
  if (height * width * channels > mostNumbers) {
    throw new EngineError(
      'memory',
      `${channels} maps of ${height}×${width} are too many at once. Choose a smaller picture.`,
    );
  }
  const prepare = windowPreparation(learned, input) ?? undefined;
  const job = { picture: preparePicture(picture, learned, input), filters, window, activation, prepare };
  const { kernels, strips } = slideStrips(kernelsOf(kernelsWasm), job, stripRows);
  const values = new Float32Array(height * width * channels);
  for (const { firstRow, rows, offset } of strips) {
    const strip = kernels.values.subarray(offset, offset + rows * width * channels);
    values.set(strip, firstRow * width * channels);
  }
  return { height, width, channels, values };
}

function kernelsOf(wasm: Uint8Array | null): CreateKernels {
  if (wasm === null) return (elements) => createReferenceKernels(new Float32Array(elements));
  return (elements) => createSimdKernels(wasm, elements);
}
