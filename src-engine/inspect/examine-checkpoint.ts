/** Looks at a checkpoint that came from elsewhere, without the memory that asking its network would take. */
import { EngineError } from '../errors';
import { decodeCheckpoint } from '../model/checkpoint';
import { planMemory } from '../model/memory-plan';
import { describeNetwork } from '../spec/describe-network';
import { fingerprint } from '../train/fingerprint';
import { readTrainedTensors } from './trained-tensors';
import type { Experiment } from '../spec/experiment';

export interface ForeignCheckpoint {
  readonly experiment: Experiment;
  readonly checkpoint: Uint8Array;
  /** [height, width, channels] of one input and how many classes there are; null where the data set is not known. */
  readonly input: {
    readonly sampleShape: readonly [height: number, width: number, channels: number];
    readonly classCount: number;
  } | null;
}

export interface ExaminedCheckpoint {
  /** Finished epochs. */
  readonly epoch: number;
  /**
   * The trained parameters in layer order, weights before biases, as a run that ends hands them over; null where the data
   * set is not known.
   */
  readonly weights: Float32Array | null;
}

/** @throws EngineError('config' | 'shape') where it is damaged, belongs to another experiment or does not fit its data */
export function examineCheckpoint({ experiment, checkpoint, input }: ForeignCheckpoint): ExaminedCheckpoint {
  const { header, sections } = decodeCheckpoint(checkpoint);
  const { epoch } = header;
  if (input === null) {
    if (header.fingerprint !== fingerprint(experiment)) throw misfit('its settings are others');
    return { epoch, weights: null };
  }
  const { sampleShape, classCount } = input;
  describeNetwork(experiment, sampleShape, classCount);
  const sizes = { inputShape: sampleShape, rows: 1, sampleCount: 0, isAsked: false };
  const { parameters, state, layerState } = planMemory(experiment, sizes);
  const trained = [parameters, layerState];
  const expected = [parameters, ...state, layerState].map(({ length }) => length);
  const best = sections.slice(expected.length);
  const isWhole =
    sections.length >= expected.length &&
    expected.every((length, index) => sections[index].length === length) &&
    (best.length === 0 || best.length === trained.length) &&
    best.every(({ length }, index) => length === trained[index].length) &&
    header.stateTensors === state.length;
  if (!isWhole) throw misfit('its tensors are of other sizes');
  const asked = planMemory(experiment, { ...sizes, isAsked: true });
  return { epoch, weights: readTrainedTensors(experiment, asked, checkpoint).parameters };
}

function misfit(what: string): EngineError {
  return new EngineError(
    'config',
    `The checkpoint belongs to another experiment than the one beside it: ${what}.`,
  );
}
