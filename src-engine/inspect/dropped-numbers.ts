/** Which numbers dropout left out of a minibatch, said for one of its samples: found again from the seed, so training does nothing for it. */
import { philox4x32, purposeCode } from '../random';
import { elementCount } from '../tensor';
import type { PlacedLayer } from '../model/memory-plan';
import type { DroppedNumbers } from '../worker/protocol';

/** More are not told: a picture of so many dropped numbers is noise. */
const mostTold = 2 ** 14;

/** Where a mask comes from. */
export interface DroppedFrom {
  readonly seed: number;
  /** Index in `network.layers`. */
  readonly layer: number;
  /** In [0, 1). */
  readonly rate: number;
  /** The minibatch, counted since the start of the run. */
  readonly step: number;
}

/**
 * What a dropout layer leaves out of the first sample of a minibatch: bit j mod 8 of byte ⌊j/8⌋ is set where number j is
 * dropped. Equal to the first row of `LayerKernels.randomMask`, whose numbers these are.
 * @param count numbers of the layer; of more than 16,384 the first are told
 */
export function droppedNumbers({ seed, layer, rate, step }: DroppedFrom, count: number): DroppedNumbers {
  const told = Math.min(count, mostTold);
  const bits = new Uint8Array(Math.ceil(told / 8));
  const limit = Math.floor(rate * 2 ** 32);
  const key = Uint32Array.of(seed, purposeCode.dropout);
  const counter = Uint32Array.of(0, 0, layer, step);
  const block = new Uint32Array(4);
  for (let j = 0; j < told; j += 1) {
    if (j % 4 === 0) {
      counter[0] = j / 4;
      philox4x32(counter, key, block);
    }
    if (block[j % 4] < limit) bits[j >> 3] |= 1 << (j & 7);
  }
  return { layer, rate, count, told, bits };
}

/**
 * The same of every layer that drops anything; none where `step` is negative.
 * @param rates of every layer, as they are now: they may have been changed on the way
 */
export function droppedIn(
  seed: number,
  layers: readonly PlacedLayer[],
  rates: Float64Array,
  step: number,
): DroppedNumbers[] {
  if (step < 0) return [];
  return layers.flatMap(({ spec, outputShape }, layer) =>
    spec.type === 'dropout' && rates[layer] > 0
      ? [droppedNumbers({ seed, layer, rate: rates[layer], step }, elementCount(outputShape))]
      : [],
  );
}
