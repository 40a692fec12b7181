/**
 * Seeded random numbers, equal bit for bit on every machine: a counter-based generator, so a stream is
 * found again from (seed, purpose, index) alone and no generator state has to be saved.
 */

/** What a stream is for; streams of different purposes are independent of each other. */
export type RandomPurpose =
  | 'init'
  | 'split'
  | 'patches'
  | 'shuffle'
  | 'sample'
  | 'dropout'
  | 'check'
  | 'corrupt'
  | 'inspect'
  | 'filters'
  | 'standIn';

export interface Random {
  /** Uniform on the integers 0…2³²−1. */
  uint32(): number;
  /** Uniform on [0, 1), a multiple of 2⁻³². */
  uniform(): number;
  /** Standard normal. */
  normal(): number;
  /**
   * Unbiased uniform on the integers 0…below−1.
   * @throws RangeError unless `below` is an integer in 1…2³²
   */
  integer(below: number): number;
  /**
   * Fisher–Yates in place: every order is equally likely.
   * @param breathe called between bounded amounts of work; may wait, or throw to give up
   */
  shuffle(values: Uint32Array, breathe?: () => void): void;
  /**
   * Goes to the start of another stream of the same seed and purpose; allocates nothing.
   * @param index as given to `createRandom`
   * @param step a second index, e.g. the minibatch
   */
  restart(index: number, step: number): void;
}

/** Second key word of each purpose. Never renumber: old runs would train differently. */
export const purposeCode: Readonly<Record<RandomPurpose, number>> = {
  init: 1,
  split: 2,
  patches: 3,
  shuffle: 4,
  sample: 5,
  dropout: 6,
  check: 7,
  corrupt: 8,
  inspect: 9,
  filters: 10,
  standIn: 11,
};

/** Values between two breaths. */
const shuffledAtOnce = 2 ** 16;

const uint32Count = 0x1_0000_0000;

/** Upper 32 bits of the product of two unsigned 32-bit integers; each partial sum stays below 2⁵³. */
function multiplyHigh(a: number, b: number): number {
  const aLow = a & 0xffff;
  const aHigh = a >>> 16;
  const bLow = b & 0xffff;
  const bHigh = b >>> 16;
  const middle = aHigh * bLow + ((aLow * bLow) >>> 16);
  const carry = (middle & 0xffff) + aLow * bHigh;
  return (aHigh * bHigh + Math.floor(middle / 0x10000) + Math.floor(carry / 0x10000)) >>> 0;
}

/**
 * Philox4x32-10: a keyed bijection on 128-bit counters whose outputs pass BigCrush.
 * Shapes: counter [4], key [2] → out [4], all unsigned 32-bit. Overwrites `out`, allocates nothing.
 * @see Salmon, Moraes, Dror & Shaw 2011, "Parallel random numbers: as easy as 1, 2, 3"
 */
export function philox4x32(counter: Uint32Array, key: Uint32Array, out: Uint32Array): void {
  let c0 = counter[0];
  let c1 = counter[1];
  let c2 = counter[2];
  let c3 = counter[3];
  let k0 = key[0];
  let k1 = key[1];
  for (let round = 0; round < 10; round += 1) {
    const high0 = multiplyHigh(0xd2511f53, c0);
    const low0 = Math.imul(0xd2511f53, c0);
    const high1 = multiplyHigh(0xcd9e8d57, c2);
    const low1 = Math.imul(0xcd9e8d57, c2);
    c0 = (high1 ^ c1 ^ k0) >>> 0;
    c1 = low1 >>> 0;
    c2 = (high0 ^ c3 ^ k1) >>> 0;
    c3 = low0 >>> 0;
    k0 = (k0 + 0x9e3779b9) >>> 0;
    k1 = (k1 + 0xbb67ae85) >>> 0;
  }
  out[0] = c0;
  out[1] = c1;
  out[2] = c2;
  out[3] = c3;
}

function requireUint32(name: string, value: number): void {
  if (!Number.isInteger(value) || value < 0 || value >= uint32Count) {
    throw new RangeError(`${name} must be an integer from 0 to 4294967295, got ${value}.`);
  }
}

/**
 * The stream of one seed, purpose and index (a layer, an epoch, a picture, …), from its start.
 * The key is [seed, purpose]; the counter is [block, block high word, index, 0].
 * @throws RangeError unless seed and index are unsigned 32-bit integers
 */
export function createRandom(seed: number, purpose: RandomPurpose, index = 0): Random {
  requireUint32('The seed', seed);
  requireUint32('The index of a random stream', index);
  const key = Uint32Array.of(seed, purposeCode[purpose]);
  const counter = Uint32Array.of(0, 0, index, 0);
  const block = new Uint32Array(4);
  let used = 4;
  let spareNormal: number | null = null;

  function uint32(): number {
    if (used === 4) {
      philox4x32(counter, key, block);
      counter[0] += 1;
      if (counter[0] === 0) counter[1] += 1;
      used = 0;
    }
    const value = block[used];
    used += 1;
    return value;
  }

  function uniform(): number {
    return uint32() / uint32Count;
  }

  // Marsaglia's polar method: of the elementary functions it needs only log and sqrt, whose bits agree everywhere.
  function normal(): number {
    if (spareNormal !== null) {
      const value = spareNormal;
      spareNormal = null;
      return value;
    }
    for (;;) {
      const u = 2 * uniform() - 1;
      const v = 2 * uniform() - 1;
      const squared = u * u + v * v;
      if (squared > 0 && squared < 1) {
        const scale = Math.sqrt((-2 * Math.log(squared)) / squared);
        spareNormal = v * scale;
        return u * scale;
      }
    }
  }

  function integer(below: number): number {
    if (!Number.isInteger(below) || below < 1 || below > uint32Count) {
      throw new RangeError(`A random integer needs an upper bound from 1 to 4294967296, got ${below}.`);
    }
    // Values above the last whole multiple of `below` would favour the small remainders.
    const limit = uint32Count - (uint32Count % below);
    for (;;) {
      const value = uint32();
      if (value < limit) return value % below;
    }
  }

  function shuffle(values: Uint32Array, breathe?: () => void): void {
    for (let last = values.length - 1; last > 0; last -= 1) {
      if (last % shuffledAtOnce === 0) breathe?.();
      const chosen = integer(last + 1);
      const held = values[last];
      values[last] = values[chosen];
      values[chosen] = held;
    }
  }

  function restart(nextIndex: number, step: number): void {
    counter[0] = 0;
    counter[1] = 0;
    counter[2] = nextIndex;
    counter[3] = step;
    used = 4;
    spareNormal = null;
  }

  return { uint32, uniform, normal, integer, shuffle, restart };
}
