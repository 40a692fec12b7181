/** Puts samples into the minibatch and reads the classes it gave: the border between data set and model. */
import type { Model } from '../model/model';

/**
 * Gathers the samples `indices[first … first + rows)` into the model's input and writes their targets: one-hot
 * rows of the labels, or the clean inputs where they are about to be corrupted. Overwrites both regions.
 */
export function loadBatch(
  model: Model,
  labels: Int32Array,
  indices: Uint32Array,
  first: number,
  rows: number,
): void {
  const { plan, kernels, features, outputs } = model;
  kernels.gatherRows(plan.samples.offset, indices, first, rows, features, plan.input.offset);
  if (plan.targets === plan.input) return;
  if (model.target === 'input') {
    kernels.copy(plan.input.offset, plan.targets.offset, rows * features);
    return;
  }
  const { values } = kernels;
  const { offset } = plan.targets;
  values.fill(0, offset, offset + rows * outputs);
  for (let row = 0; row < rows; row += 1) values[offset + row * outputs + labels[indices[first + row]]] = 1;
}

/** How many rows of the output are largest at their label; of equal outputs the first counts. */
export function countCorrect(
  model: Model,
  labels: Int32Array,
  indices: Uint32Array,
  first: number,
  rows: number,
): number {
  const { output, outputs } = model;
  const { values } = model.kernels;
  let correct = 0;
  for (let row = 0; row < rows; row += 1) {
    const start = output + row * outputs;
    let best = 0;
    for (let j = 1; j < outputs; j += 1) if (values[start + j] > values[start + best]) best = j;
    if (best === labels[indices[first + row]]) correct += 1;
  }
  return correct;
}
