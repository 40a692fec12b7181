/** What the reference experiments share: an experiment from its settings, and training to the end. */
import type { Samples } from '../../src-engine/data/prepare-samples';
import type { Experiment } from '../../src-engine/spec/experiment';
import { parseExperiment } from '../../src-engine/spec/parse-experiment';
import type { SessionOptions } from '../../src-engine/train/form-team';
import { TrainingSession } from '../../src-engine/train/session';

/** What to train with; the figures do not depend on it. */
export interface Machine {
  readonly wasm: Uint8Array;
  readonly options: SessionOptions;
}

export interface Outcome {
  /** Figures for people. */
  readonly got: string;
  readonly passed: boolean;
}

export interface ReferenceExperiment {
  /** For `--only`. */
  readonly name: string;
  readonly title: string;
  /** What a right implementation gets, with where that is known from. */
  readonly expected: string;
  run(machine: Machine): Outcome;
}

/** An experiment over whole pictures, or over samples that are made elsewhere. */
export function experimentOf(
  settings: Pick<Record<keyof Experiment, object>, 'network' | 'objective' | 'optimizer' | 'training'> & {
    readonly seed?: number;
  },
): Experiment {
  const data = { dataset: 'reference', mode: 'images' };
  return parseExperiment({ version: 1, name: 'Reference', seed: 1, data, ...settings });
}

export function trainToEnd(experiment: Experiment, samples: Samples, machine: Machine): TrainingSession {
  const session = new TrainingSession(experiment, samples, machine.wasm, machine.options);
  while (!session.finished) {
    session.trainBatch();
    if (session.epochComplete) session.endEpoch();
  }
  session.finish();
  session.close();
  return session;
}

/** Accuracy over a split, in [0, 1]; NaN where it is empty. */
export function accuracyOf(session: TrainingSession, split: 'train' | 'validation' | 'test'): number {
  return session.evaluate(split)?.accuracy ?? NaN;
}

export function percent(share: number): string {
  return `${(100 * share).toFixed(2)} %`;
}
