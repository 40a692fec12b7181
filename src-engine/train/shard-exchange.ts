/**
 * The memory that the threads of one run share: the step at hand, the parameters, and what each shard gave. Every
 * number has one writer at a time; the words of `control` say when it may be read.
 */
import { quarters } from './shards';

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
  length: 8 + quarters,
} as const;

/** What a helper is woken for. */
export const work = { gradient: 0, forward: 1, backward: 2, quit: 3 } as const;

/** Float64 numbers of one shard in `terms`. */
export const term = { data: 0, sparsity: 1, correct: 2, length: 3 } as const;

/** Quarters in each sum that a thread gives which computes `share` of them. */
export function summedBy(share: number): number {
  return Math.min(share, 2);
}

export interface ExchangeSizes {
  readonly shards: number;
  readonly parameters: number;
  /** Units under KL sparsity, of all layers. */
  readonly means: number;
  readonly samples: number;
  readonly layers: number;
}

export interface ShardExchange {
  readonly shards: number;
  readonly control: Int32Array<SharedArrayBuffer>;
  readonly terms: Float64Array;
  /** Of every layer; 0 for those that drop nothing. */
  readonly dropoutRates: Float64Array;
  readonly parameters: Float32Array;
  /** Order of the samples in this epoch. */
  readonly order: Uint32Array;
  /** Mean activations of each shard [shards, means]. */
  readonly means: Float32Array;
  /** What was summed for each quarter, or for a pair of them in its first [4, parameters]; the thread that trains keeps its own to itself. */
  readonly sums: Float32Array;
}

const wordBytes = 4;
const doubleBytes = 8;
const controlBytes = 64;

export function exchangeBytes({ shards, parameters, means, samples, layers }: ExchangeSizes): number {
  const words = (1 + quarters) * parameters + samples + shards * means;
  const doubles = shards * term.length + layers;
  return controlBytes + doubles * doubleBytes + words * wordBytes;
}

/** Lays the parts out in a buffer of `exchangeBytes`; all threads do this with the same sizes. */
export function openExchange(buffer: SharedArrayBuffer, sizes: ExchangeSizes): ShardExchange {
  const { shards, parameters, means, samples, layers } = sizes;
  let used = controlBytes;
  const take = (bytes: number): number => {
    used += bytes;
    return used - bytes;
  };
  return {
    shards,
    control: new Int32Array(buffer, 0, controlWord.length),
    terms: new Float64Array(buffer, take(shards * term.length * doubleBytes), shards * term.length),
    dropoutRates: new Float64Array(buffer, take(layers * doubleBytes), layers),
    parameters: new Float32Array(buffer, take(parameters * wordBytes), parameters),
    order: new Uint32Array(buffer, take(samples * wordBytes), samples),
    means: new Float32Array(buffer, take(shards * means * wordBytes), shards * means),
    sums: new Float32Array(buffer, take(quarters * parameters * wordBytes), quarters * parameters),
  };
}
