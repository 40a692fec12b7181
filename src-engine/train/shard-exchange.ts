/**
 * The memory that the threads of one run share: the step at hand, the parameters, and what each shard gave. Every
 * number has one writer at a time; the words of `control` say when it may be read.
 */
import { shardCount } from './shards';

/** Int32 words of `control`. Behind `firstPhase` each helper has a word of its own, counted up to wake it. */
export const controlWord = {
  work: 0,
  done: 1,
  firstSample: 2,
  rows: 3,
  step: 4,
  threads: 5,
  /** Bit i is set when helper i is ready. */
  ready: 6,
  /** 1 when a helper has died at its work. */
  failed: 7,
  firstPhase: 8,
  length: 8 + shardCount,
} as const;

/** What a helper is woken for. */
export const work = { gradient: 0, forward: 1, backward: 2, quit: 3 } as const;

/** Float64 numbers of one shard in `terms`. */
export const term = { data: 0, sparsity: 1, correct: 2, length: 3 } as const;

export interface ExchangeSizes {
  readonly parameters: number;
  /** Units under KL sparsity, of all layers. */
  readonly means: number;
  readonly samples: number;
}

export interface ShardExchange {
  readonly control: Int32Array<SharedArrayBuffer>;
  readonly terms: Float64Array;
  readonly parameters: Float32Array;
  /** Order of the samples in this epoch. */
  readonly order: Uint32Array;
  /** Mean activations of each shard [shardCount, means]. */
  readonly means: Float32Array;
  /** What thread i > 0 summed, at i − 1 [shardCount − 1, parameters]. */
  readonly sums: Float32Array;
}

const wordBytes = 4;
const doubleBytes = 8;
const controlBytes = 64;

export function exchangeBytes({ parameters, means, samples }: ExchangeSizes): number {
  const words = shardCount * parameters + samples + shardCount * means;
  return controlBytes + shardCount * term.length * doubleBytes + words * wordBytes;
}

/** Lays the parts out in a buffer of `exchangeBytes`; all threads do this with the same sizes. */
export function openExchange(buffer: SharedArrayBuffer, sizes: ExchangeSizes): ShardExchange {
  const { parameters, means, samples } = sizes;
  let used = controlBytes;
  const take = (bytes: number): number => {
    used += bytes;
    return used - bytes;
  };
  return {
    control: new Int32Array(buffer, 0, controlWord.length),
    terms: new Float64Array(buffer, take(shardCount * term.length * doubleBytes), shardCount * term.length),
    parameters: new Float32Array(buffer, take(parameters * wordBytes), parameters),
    order: new Uint32Array(buffer, take(samples * wordBytes), samples),
    means: new Float32Array(buffer, take(shardCount * means * wordBytes), shardCount * means),
    sums: new Float32Array(
      buffer,
      take((shardCount - 1) * parameters * wordBytes),
      (shardCount - 1) * parameters,
    ),
  };
}
