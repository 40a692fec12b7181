/** Chooses from a checkpoint the tensors that are the trained network: the latest ones, or those early stopping kept. */
import { EngineError } from '../errors';
import { decodeCheckpoint } from '../model/checkpoint';
import { fingerprint } from '../train/fingerprint';
import type { CheckpointHeader } from '../model/checkpoint';
import type { MemoryPlan } from '../model/memory-plan';
import type { Experiment } from '../spec/experiment';

export interface TrainedTensors {
  /** As long as the plan's parameters, in the same order. */
  readonly parameters: Float32Array;
  readonly layerState: Float32Array;
  /** Number of epochs after which they were found. */
  readonly epoch: number;
}

/**
 * A run that is under way goes on from its latest weights; one that has ended by itself went back to its best.
 * @throws EngineError('config') where the bytes are damaged or belong to another experiment
 */
export function readTrainedTensors(
  experiment: Experiment,
  plan: MemoryPlan,
  bytes: Uint8Array,
): TrainedTensors {
  const { header, sections } = decodeCheckpoint(bytes);
  requireSame('settings', header.fingerprint, fingerprint(experiment));
  requireSame('number of parameters', header.parameterCount, plan.parameters.length);
  requireSame('layer state', header.layerState, plan.layerState.length);
  const best = sections.slice(2 + header.stateTensors);
  const isBest = best.length > 0 && hasEnded(experiment, header);
  const [parameters, layerState] = isBest ? best : [sections[0], sections[1 + header.stateTensors]];
  return { parameters, layerState, epoch: isBest ? header.stopping.bestEpoch : header.epoch };
}

/** The same as `finished` of the session that saved it. */
function hasEnded(
  { training }: Experiment,
  { epoch, batch, stopping, converged }: CheckpointHeader,
): boolean {
  return epoch >= training.epochs || stopping.exhausted > 0 || (converged && batch === 0);
}

function requireSame(what: string, got: number, expected: number): void {
  if (got === expected) return;
  throw new EngineError(
    'config',
    `The checkpoint belongs to another experiment: its ${what} is ${got}, expected ${expected}. ` +
      'Open it with the experiment it was made with.',
  );
}
