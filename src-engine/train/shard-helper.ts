/** A thread that computes some shards of every minibatch for the thread that trains; it decides nothing. */
import { describeNetwork } from '../spec/describe-network';
import { largestBatch } from './create-descent';
import { controlWord, openExchange, summedBy, work } from './shard-exchange';
import { ShardModels } from './shard-models';
import { exchangeSizes, placeModels } from './place-models';
import { quarters } from './shards';
import type { Samples } from '../data/prepare-samples';
import type { KernelVariant } from '../kernels/simd/simd-kernels';
import type { Model } from '../model/model';
import type { Experiment } from '../spec/experiment';
import type { ShardExchange } from './shard-exchange';

/** `workerData` of a helper. */
export interface HelperOrder {
  readonly experiment: Experiment;
  readonly samples: Samples;
  readonly kernelsWasm: Uint8Array | null;
  readonly variant: KernelVariant;
  /** Opened with `openExchange`. */
  readonly exchange: SharedArrayBuffer;
  /** From 1; the thread that trains is 0. */
  readonly index: number;
}

/** Works until it is told to quit. A helper that cannot begin is never ready, and the run goes on without it. */
export function runHelper(order: HelperOrder): void {
  const { experiment, samples, kernelsWasm, variant, index } = order;
  const layers = describeNetwork(experiment, samples.shape, samples.classNames.length);
  const batchSize = largestBatch(experiment, samples, layers);
  const placed = placeModels(experiment, samples, layers, batchSize, kernelsWasm, { variant });
  const exchange = openExchange(order.exchange, exchangeSizes(placed, samples));
  const { control } = exchange;
  Atomics.or(control, controlWord.ready, 1 << index);
  try {
    help(placed.models, new ShardModels(placed, samples.labels, exchange), exchange, index);
  } catch (error) {
    Atomics.store(control, controlWord.failed, 1);
    throw error;
  }
}

function help(models: readonly Model[], shards: ShardModels, exchange: ShardExchange, index: number): void {
  const { control, parameters, dropoutRates, sums } = exchange;
  const { plan, kernels } = models[0];
  const at = { first: 0, rows: 0, step: 0 };
  for (let phase = 0; ;) {
    phase = nextPhase(control, controlWord.firstPhase + index, phase);
    const task = control[controlWord.work];
    if (task === work.quit) return;
    const share = quarters / control[controlWord.threads];
    const from = index * share;
    const to = from + share;
    at.first = control[controlWord.firstSample];
    at.rows = control[controlWord.rows];
    at.step = control[controlWord.step];
    if (task !== work.backward) {
      kernels.values.set(parameters, plan.parameters.offset);
      for (const model of models) model.dropoutRates.set(dropoutRates);
    }
    if (task === work.gradient) shards.gradient(at, from, to);
    else if (task === work.forward) shards.forward(at, from, to);
    else shards.backward(at, from, to);
    if (task !== work.forward) shards.addPairs(from, to);
    for (let quarter = from; quarter < to && task !== work.forward; quarter += summedBy(share)) {
      const { offset, length } = plan.shardSums[quarter];
      sums.set(kernels.values.subarray(offset, offset + length), quarter * length);
    }
    Atomics.add(control, controlWord.done, 1);
    Atomics.notify(control, controlWord.done);
  }
}

/** Work mostly comes soon after the last one, so looking a few times is cheaper than going to sleep. */
const looks = 4000;

function nextPhase(control: Int32Array, phase: number, seen: number): number {
  for (let left = looks; left > 0; left -= 1) {
    const now = Atomics.load(control, phase);
    if (now !== seen) return now;
  }
  Atomics.wait(control, phase, seen);
  return Atomics.load(control, phase);
}
