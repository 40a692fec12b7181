/** Trains a session minibatch by minibatch, as a run does. */
import type { EpochResult, TrainingSession } from '../../src-engine/train/session';

/** One minibatch; the epoch that ends with it, if one does. */
export function step(session: TrainingSession): EpochResult | null {
  session.trainBatch();
  return session.epochComplete ? session.endEpoch() : null;
}

/** All that is left, epoch by epoch. */
export function toEnd(session: TrainingSession): EpochResult[] {
  const epochs: EpochResult[] = [];
  while (!session.finished) {
    const epoch = step(session);
    if (epoch !== null) epochs.push(epoch);
  }
  return epochs;
}
