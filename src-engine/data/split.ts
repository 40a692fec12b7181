/** Divides sample indices into training, validation and test splits, each with the same mix of classes. */
import { counted } from '../counted';
import { EngineError } from '../errors';
import { createRandom } from '../random';
import { orderByKey } from './order-by-key';
import type { SplitSpec } from '../spec/experiment';

export interface Split {
  readonly train: Uint32Array;
  readonly validation: Uint32Array;
  readonly test: Uint32Array;
}

/** Whether systematic sampling at `rate` takes position `at`: exactly round(n·rate) of the first n are taken. */
function isTaken(at: number, rate: number): boolean {
  return Math.round((at + 1) * rate) > Math.round(at * rate);
}

/** Sample indices class after class, those of one class in random order. */
function shuffledByClass(labels: Int32Array, seed: number, breathe: () => void): Uint32Array {
  const order = Uint32Array.from({ length: labels.length }, (_, i) => i);
  createRandom(seed, 'split').shuffle(order, breathe);
  return orderByKey(order, labels, -1);
}

/**
 * Disjoint splits that together hold every index once, stratified by label: a class gives each split its
 * share to within one or two samples, and round(n·(validation + test)) samples in all are held out.
 * Shapes: labels [n] (−1 is a class of its own here) → ascending indices into it.
 * @param breathe called between bounded amounts of work; may throw to give up
 * @throws EngineError('config') when no sample would be left to train on
 */
export function splitSamples(
  labels: Int32Array,
  split: SplitSpec,
  seed: number,
  breathe: () => void = () => undefined,
): Split {
  const heldOutRate = split.validation + split.test;
  const heldOutCount = Math.round(labels.length * heldOutRate);
  if (heldOutCount >= labels.length) {
    throw new EngineError(
      'config',
      `Nothing is left to train on: of ${counted(labels.length, 'sample')}, validation ${split.validation} and test ` +
        `${split.test} take ${heldOutCount}. Lower the two fractions or add samples.`,
      { field: 'split' },
    );
  }
  const order = shuffledByClass(labels, seed, breathe);
  const validationRate = heldOutRate > 0 ? split.validation / heldOutRate : 0;
  const validationCount = Math.round(heldOutCount * validationRate);
  const train = new Uint32Array(labels.length - heldOutCount);
  const validation = new Uint32Array(validationCount);
  const test = new Uint32Array(heldOutCount - validationCount);
  let inTrain = 0;
  let inValidation = 0;
  let inTest = 0;
  for (let at = 0; at < order.length; at += 1) {
    if (!isTaken(at, heldOutRate)) {
      train[inTrain] = order[at];
      inTrain += 1;
    } else if (isTaken(inValidation + inTest, validationRate)) {
      validation[inValidation] = order[at];
      inValidation += 1;
    } else {
      test[inTest] = order[at];
      inTest += 1;
    }
  }
  return { train: train.sort(), validation: validation.sort(), test: test.sort() };
}
