/**
 * How a minibatch is cut for several threads. The cut follows from the experiment alone, never from the machine, so
 * that a run gives the same bytes with one, two or four threads.
 */
import { layerKinds } from '../layers/registry';
import { optimizerKinds } from '../optimizers/registry';
import type { Experiment } from '../spec/experiment';
import type { LayerSummary } from '../worker/protocol';

/** Threads that can take part: each takes one, two or all four quarters of the shards. */
export const quarters = 4;

/** Multiplications, in all layers, that a shard must have for the threads' talk to be small beside them. */
const leastWork = 1e7;

/** The same for each parameter: the gradients of the shards are summed number by number. */
const leastWorkPerParameter = 150;

/** More would only cost memory for what is told of each. */
const mostShards = 64;

/**
 * A multiple of 4, or 1 where the minibatch stays whole: little work, many parameters for the work, or statistics over
 * more than a shard, as batch normalisation has them.
 * There are as many as the work allows, for the activations of small shards stay in the caches.
 * @param layers as `describeNetwork` gives them
 * @param batchSize rows of a whole minibatch, or of one part of a full batch
 * @param sampleCount samples of an epoch
 */
export function shardsOf(
  experiment: Experiment,
  layers: readonly LayerSummary[],
  batchSize: number,
  sampleCount: number,
): number {
  // Where a full batch has parts, the ρ̂ of all must be known before the first goes back.
  const isInParts = optimizerKinds[experiment.optimizer.type].fullBatch && batchSize < sampleCount;
  if (isInParts && experiment.objective.sparsity !== null) return 1;
  const kinds = experiment.network.layers.map(({ type }) => layerKinds[type]);
  if (kinds.some((kind) => kind.state !== undefined)) return 1;
  const parameters = layers.reduce((sum, { parameterCount }) => sum + parameterCount, 0);
  const work = batchSize * layers.reduce((sum, layer) => sum + multiplications(layer), 0);
  const worthwhile = work / Math.max(leastWork, leastWorkPerParameter * parameters);
  const count = Math.floor(Math.min(worthwhile, batchSize / quarters, mostShards) / quarters) * quarters;
  return Math.max(count, 1);
}

/** Forward, of one sample: every parameter meets every place of a picture once. */
function multiplications({ outputShape, parameterCount }: LayerSummary): number {
  return parameterCount * outputShape.slice(0, -1).reduce((places, size) => places * size, 1);
}

/** First row of shard `index` of `shards`; the last minibatch of an epoch may leave shards empty. */
export function shardStart(index: number, shards: number, rows: number): number {
  return Math.floor((index * rows) / shards);
}
