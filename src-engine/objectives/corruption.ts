/** What a denoising autoencoder sees: its clean target with numbers left out or noise added (Vincent et al. 2010). */
import { createRandom, purposeCode } from '../random';
import { elementCount } from '../tensor';
import type { Kernels } from '../kernels/kernels';
import type { MemoryPlan } from '../model/memory-plan';
import type { Experiment } from '../spec/experiment';

/** Overwrites the inputs with corrupted copies of the targets; the same step and rows give the same numbers. */
export type Corruption = (rows: number, step: number, firstRow: number) => void;

/**
 * @param breathe called between rows of noise; may wait, or throw to give up
 * @returns null where inputs stay as they are
 */
export function createCorruption(
  { seed, objective }: Experiment,
  { input, targets, layers }: MemoryPlan,
  kernels: Kernels,
  breathe: () => void,
): Corruption | null {
  const { corruption } = objective;
  if (corruption === undefined) return null;
  const features = elementCount(layers[0].inputShape);
  const { amount } = corruption;
  if (corruption.type === 'masking') {
    const stream = { seed, purpose: purposeCode.corrupt, index: 0, step: 0, firstRow: 0 };
    return (rows, step, firstRow) => {
      stream.step = step;
      stream.firstRow = firstRow;
      kernels.randomMask(input.offset, rows, features, amount, 1, stream);
      kernels.multiply(input.offset, targets.offset, input.offset, rows * features);
    };
  }
  const random = createRandom(seed, 'corrupt');
  const { values } = kernels;
  return (rows, step, firstRow) => {
    for (let row = 0; row < rows; row += 1) {
      if (row > 0) breathe();
      random.restart(firstRow + row, step);
      const first = row * features;
      for (let j = first; j < first + features; j += 1) {
        values[input.offset + j] = values[targets.offset + j] + amount * random.normal();
      }
    }
  };
}
