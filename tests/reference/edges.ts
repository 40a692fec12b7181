/** UFLDL's sparse autoencoder on the generated pictures: the lecture's picture of edges, by L-BFGS. */
import { prepareSamples } from '../../src-engine/data/prepare-samples';
import { summariseOrientation } from '../../src-engine/inspect/orientation';
import { deadLeaves } from '../../src-engine/samples/dead-leaves';
import { parseExperiment } from '../../src-engine/spec/parse-experiment';
import { trainToEnd } from './train';
import type { PackedPictures } from '../../src-engine/worker/protocol';
import type { Machine, Outcome, ReferenceExperiment } from './train';

function pictures(): PackedPictures {
  const { count, heightPx: height, widthPx: width, channels } = deadLeaves;
  const size = height * width * channels;
  const pixels = new Uint8Array(count * size);
  for (let index = 0; index < count; index += 1) pixels.set(deadLeaves.picture(index), index * size);
  const labels = new Int32Array(count).fill(-1);
  return { count, height, width, channels, pixels, labels, classNames: [] };
}

/** Filters count as edges from here on; white noise has a median of 0.11, and 5 % of it is called oriented. */
export interface EdgeBounds {
  readonly medianSelectivity: number;
  readonly orientedShare: number;
}

export function learnEdges(machine: Machine, iterations: number, least: EdgeBounds): Outcome {
  const dense = { type: 'dense', units: 100, activation: 'sigmoid', init: 'ufldl' };
  const experiment = parseExperiment({
    version: 1,
    name: 'Edges by L-BFGS',
    seed: 1,
    data: { dataset: 'sample:dead-leaves', mode: 'patches' },
    split: { validation: 0, test: 0 },
    network: { layers: [dense, dense] },
    objective: {
      target: 'input',
      loss: 'squaredError',
      weightDecay: 0.0001,
      sparsity: { rho: 0.01, beta: 3 },
    },
    optimizer: { type: 'lbfgs' },
    training: { epochs: iterations, batchSize: 10_000 },
  });
  const session = trainToEnd(experiment, prepareSamples(experiment, pictures()), machine);
  const { medianSelectivity, orientedShare } = summariseOrientation(session.filters());
  const loss = session.evaluate('train')?.loss ?? NaN;
  return {
    got: `J ${loss.toFixed(3)}, selectivity ${medianSelectivity.toFixed(2)}, oriented ${(100 * orientedShare).toFixed(0)} %`,
    passed: medianSelectivity >= least.medianSelectivity && orientedShare >= least.orientedShare,
  };
}

export const edges: ReferenceExperiment = {
  name: 'edges',
  title: 'UFLDL sparse autoencoder 100-100-100 on dead leaves, 400 L-BFGS iterations',
  expected: 'oriented edges: median selectivity ≥ 0.45, ≥ 90 % oriented (prototype: 0.55, 97 %, J 0.69)',
  run: (machine) => learnEdges(machine, 400, { medianSelectivity: 0.45, orientedShare: 0.9 }),
};
