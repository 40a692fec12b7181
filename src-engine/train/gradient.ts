/** J and its gradient over a range of samples: what every optimiser starts from. */
import { countCorrect, loadBatch } from './batch';
import type { Model } from '../model/model';

/**
 * Loads the samples `indices[first … first + rows)`, and leaves the terms of J over them in `model.terms` and its
 * gradient, ridge and sparsity included, in the gradients; overwrites them.
 * @param step the minibatch, counted since the start of the run: all that is random derives from it
 * @returns how many samples were classified rightly; 0 where the target is the input
 */
export function computeGradient(
  model: Model,
  labels: Int32Array,
  indices: Uint32Array,
  first: number,
  rows: number,
  step: number,
): number {
  const correct = runForward(model, labels, indices, first, rows, step);
  model.backward(rows);
  return correct;
}

/** The same up to the terms of J that need no gradient: the caller goes on with `backwardPart`. */
export function runForward(
  model: Model,
  labels: Int32Array,
  indices: Uint32Array,
  first: number,
  rows: number,
  step: number,
): number {
  loadBatch(model, labels, indices, first, rows);
  return forwardLoaded(model, labels, indices, first, rows, step, 0);
}

/**
 * The same for samples that are loaded.
 * @param firstRow place of the first sample in its minibatch, where the range is one shard of it
 */
export function forwardLoaded(
  model: Model,
  labels: Int32Array,
  indices: Uint32Array,
  first: number,
  rows: number,
  step: number,
  firstRow: number,
): number {
  model.forwardTraining(rows, step, firstRow);
  model.measure(rows);
  return model.target === 'labels' ? countCorrect(model, labels, indices, first, rows) : 0;
}
