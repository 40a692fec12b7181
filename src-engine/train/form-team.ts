/** Brings together what computes the shards of a run's minibatches: its models, the shared memory, the helpers. */
import { exchangeBytes, openExchange } from './shard-exchange';
import { exchangeSizes } from './place-models';
import { ShardTeam } from './shard-team';
import { quarters } from './shards';
import type { Samples } from '../data/prepare-samples';
import type { SimdOptions } from '../kernels/simd/simd-kernels';
import type { Experiment } from '../spec/experiment';
import type { PlacedModels } from './place-models';
import type { HelperOrder } from './shard-helper';

/** Threads besides the one that trains. */
export interface ThreadPlatform {
  /** Milliseconds since some fixed moment. */
  now(): number;
  /** Threads this run may use at the moment, itself included. */
  limit(): number;
  /** The largest `limit` there may ever be. */
  readonly most: number;
  /** Starts a thread that calls `runHelper`; returns without waiting for it. */
  start(order: HelperOrder): void;
}

/** What a session may use of its platform. */
export interface SessionOptions extends SimdOptions {
  /** Where it is missing, the session trains on its own thread alone. */
  readonly threads?: ThreadPlatform;
  /** Called right before a step is made, when the optimiser's settings may still be changed for it. */
  readonly beforeStep?: () => void;
}

/** @returns null where minibatches stay whole */
export function formTeam(
  placed: PlacedModels,
  experiment: Experiment,
  samples: Samples,
  kernelsWasm: Uint8Array | null,
  { variant = 'plain', breathe = () => undefined, threads }: SessionOptions,
): ShardTeam | null {
  if (placed.shards === 1) return null;
  const sizes = exchangeSizes(placed, samples);
  const exchange = new SharedArrayBuffer(exchangeBytes(sizes));
  for (let index = 1; index < Math.min(threads?.most ?? 1, quarters); index += 1) {
    threads?.start({ experiment, samples, kernelsWasm, variant, exchange, index });
  }
  return new ShardTeam(placed, samples.labels, openExchange(exchange, sizes), {
    now: () => threads?.now() ?? 0,
    threadLimit: () => threads?.limit() ?? 1,
    breathe,
  });
}
