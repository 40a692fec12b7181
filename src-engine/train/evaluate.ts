/** The objective over a whole split, with the parameters as they are. */
import { sparsityPenalty } from '../objectives/kl-sparsity';
import { countCorrect, loadBatch } from './batch';
import type { Model } from '../model/model';
import type { ObjectiveSpec } from '../spec/experiment';
import type { Metrics } from '../worker/protocol';

/** Samples a pass. Fixed, so that the figures do not depend on the training's batch size. */
export const evaluationRows = 256;

/**
 * J with all its terms over the samples `indices`, the sparsity from ρ̂ over all of them. Uses the model's
 * activations and gradients as scratch, leaves the parameters alone.
 * @param betweenBatches called after every pass; may throw to give up
 * @returns null where there are no samples
 */
export function evaluate(
  model: Model,
  objective: ObjectiveSpec,
  labels: Int32Array,
  indices: Uint32Array,
  betweenBatches: () => void,
): Metrics | null {
  const count = indices.length;
  if (count === 0) return null;
  const means = new SplitMeans(model);
  let data = 0;
  let activityL1 = 0;
  let correct = 0;
  for (let first = 0; first < count; first += evaluationRows) {
    const rows = Math.min(evaluationRows, count - first);
    loadBatch(model, labels, indices, first, rows);
    model.forward(rows);
    model.measure(rows);
    data += model.terms.data * rows;
    activityL1 += model.terms.sparsity * rows;
    means.add(rows);
    if (objective.target === 'labels') correct += countCorrect(model, labels, indices, first, rows);
    betweenBatches();
  }
  const weightDecay = model.addRidge();
  const kl = objective.sparsity === null ? 0 : means.penalty(objective.sparsity, count);
  const sparsity = kl + activityL1 / count;
  return {
    loss: data / count + weightDecay + sparsity,
    data: data / count,
    weightDecay,
    sparsity,
    accuracy: objective.target === 'labels' ? correct / count : null,
  };
}

/** Sums of the activations of every sparse layer over the passes. */
class SplitMeans {
  readonly #model: Model;
  readonly #sums: readonly Float64Array[];

  constructor(model: Model) {
    this.#model = model;
    this.#sums = model.plan.layers.map(({ sparsity }) => new Float64Array(sparsity?.means.length ?? 0));
  }

  add(rows: number): void {
    const { plan, kernels } = this.#model;
    plan.layers.forEach(({ sparsity, buffers }, layer) => {
      if (sparsity === null) return;
      const { offset, length } = sparsity.means;
      kernels.columnMeans(buffers.output, offset, rows, length);
      for (let unit = 0; unit < length; unit += 1)
        this.#sums[layer][unit] += kernels.values[offset + unit] * rows;
    });
  }

  penalty(spec: Parameters<typeof sparsityPenalty>[3], count: number): number {
    let sum = 0;
    for (const sums of this.#sums) {
      sum += sparsityPenalty(
        sums.map((value) => value / count),
        0,
        sums.length,
        spec,
      );
    }
    return sum;
  }
}
