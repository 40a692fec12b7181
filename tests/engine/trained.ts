/** Trained networks for tests: checkpoints with numbers set by hand, or from a session. */
import { encodeCheckpoint } from '../../src-engine/model/checkpoint';
import type { Experiment } from '../../src-engine/spec/experiment';
import { parseExperiment } from '../../src-engine/spec/parse-experiment';
import { fingerprint } from '../../src-engine/train/fingerprint';
import { untried } from '../../src-engine/train/patience';

type Written = Readonly<Record<string, unknown>>;

/** An experiment whose optimiser keeps nothing, around the layers of a network. */
export function experimentOf(layers: readonly Written[], changes: Written = {}): Experiment {
  return parseExperiment({
    version: 1,
    name: 'Asked',
    seed: 5,
    data: { dataset: 'none', mode: 'images' },
    network: { layers },
    objective: { target: 'labels', loss: 'squaredError' },
    optimizer: { type: 'sgd', learningRate: 0.1, momentum: 0 },
    training: { epochs: 9, batchSize: 4 },
    ...changes,
  });
}

/** A checkpoint after one epoch of an experiment of `experimentOf`. */
export function checkpointOf(
  experiment: Experiment,
  parameters: Float32Array,
  layerState: Float32Array = new Float32Array(),
): Uint8Array {
  const header = {
    fingerprint: fingerprint(experiment),
    seed: experiment.seed,
    trainCount: 1,
    parameterCount: parameters.length,
    stateTensors: 0,
    layerState: layerState.length,
    epoch: 1,
    batch: 0,
    step: 1,
    totals: { samples: 0, data: 0, weightDecay: 0, sparsity: 0, correct: 0 },
    learningRate: 0.1,
    momentum: null,
    dropoutRates: null,
    epochs: null,
    memory: null,
    converged: false,
    stopping: untried,
    plateau: untried,
  };
  return encodeCheckpoint(header, [parameters, layerState]);
}
