/**
 * How a minibatch is cut for several threads. The cut follows from the experiment alone, never from the machine, so
 * that a run gives the same bytes with one, two or four threads.
 */
import { layerKinds } from '../layers/registry';
import { optimizerKinds } from '../optimizers/registry';
import type { Experiment } from '../spec/experiment';
import type { LayerSummary } from '../worker/protocol';

/** Shards of a minibatch that is cut at all; as many threads can take part. */
export const shardCount = 4;

/** Multiplications a sample, in all layers, that a minibatch must have for the threads' talk to be small beside them. */
const leastWork = 4e7;

/** The same for each parameter: the gradients of the shards are summed number by number. */
const leastWorkPerParameter = 600;

/**
 * 4, or 1 where the minibatch stays whole: little work, many parameters for the work, statistics over the
 * minibatch, as batch normalisation has them, or an optimiser that goes through all samples part by part anyway.
 * @param layers as `describeNetwork` gives them
 * @param batchSize rows of a whole minibatch
 */
export function shardsOf(experiment: Experiment, layers: readonly LayerSummary[], batchSize: number): number {
  if (optimizerKinds[experiment.optimizer.type].fullBatch) return 1;
  const kinds = experiment.network.layers.map(({ type }) => layerKinds[type]);
  if (kinds.some((kind) => kind.state !== undefined)) return 1;
  const parameters = layers.reduce((sum, { parameterCount }) => sum + parameterCount, 0);
  const work = batchSize * layers.reduce((sum, layer) => sum + multiplications(layer), 0);
  const isWorthwhile = work >= leastWork && work >= leastWorkPerParameter * parameters;
  return isWorthwhile && batchSize >= 4 * shardCount ? shardCount : 1;
}

/** Forward, of one sample: every parameter meets every place of a picture once. */
function multiplications({ outputShape, parameterCount }: LayerSummary): number {
  return parameterCount * outputShape.slice(0, -1).reduce((places, size) => places * size, 1);
}

/** First row of shard `index` of a minibatch; the last minibatch of an epoch may leave shards empty. */
export function shardStart(index: number, rows: number): number {
  return Math.floor((index * rows) / shardCount);
}
