/** Samples in the plane by what a layer makes of them: near each other where it answers them alike. */
import { EngineError } from '../errors';
import { elementCount } from '../tensor';
import { spreadOver } from './inspection';
import { fitToSquare } from './map-points';
import { principalComponents } from './pca';
import { createTsne } from './tsne';
import type { FloatArray } from '../kernels/kernels';
import type { MapAnswer, MapQuestion } from '../worker/inspect-protocol';
import type { Inspection } from './inspection';

/** Activations of the samples together, so that they fit beside everything else. */
const mostNumbers = 2.5e7;
/** The time of t-SNE goes with the square. */
const mostNeighbours = 2000;
const fewestSamples = 4;
const tsneSteps = 600;
const perplexity = 30;

interface Plane {
  /** [count, 2]. */
  readonly points: FloatArray;
  readonly explained: MapAnswer['explained'];
}

/** @throws EngineError('config') where the split has fewer than four samples */
export function answerMap(inspection: Inspection, { layer, method, split, limit }: MapQuestion): MapAnswer {
  const { network, samples } = inspection;
  const features = elementCount(network.outputShape(layer));
  const most = Math.min(limit, mostNumbers / features, method === 'tsne' ? mostNeighbours : Infinity);
  const indices = spreadOver(samples[split], Math.max(fewestSamples, Math.floor(most)));
  if (indices.length < fewestSamples) {
    throw new EngineError(
      'config',
      `A map needs at least ${fewestSamples} samples, but the split "${split}" has ${indices.length}. Choose another split.`,
      { field: 'split' },
    );
  }
  const values = new Float32Array(indices.length * features);
  const isTsne = method === 'tsne';
  inspection.stage(0, isTsne ? 0.1 : 0.5, () => {
    inspection.through(indices, layer, (first) => values.set(network.activations(layer), first * features));
  });
  const plane = isTsne
    ? inspection.stage(0.1, 1, () => embed(inspection, values, indices.length, features))
    : project(values, indices.length, features);
  return {
    points: fitToSquare(plane.points),
    samples: indices.slice(),
    pictures: indices.map((sample) => samples.places.picture[sample]),
    labels: Int32Array.from(indices, (sample) => samples.labels[sample]),
    explained: plane.explained,
  };
}

function project(values: Float32Array, count: number, features: number): Plane {
  const { scores, explained } = principalComponents(values, count, features, 2);
  return { points: scores, explained: [explained[0], explained[1]] };
}

function embed(inspection: Inspection, values: Float32Array, count: number, features: number): Plane {
  const tsne = createTsne(values, count, features, { perplexity, seed: inspection.experiment.seed });
  for (let step = 0; step < tsneSteps; step += 1) {
    tsne.step();
    inspection.watch((step + 1) / tsneSteps);
  }
  return { points: tsne.points, explained: null };
}
