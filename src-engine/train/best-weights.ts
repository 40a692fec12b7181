/** Keeps the best weights of a run beside the current ones, for early stopping. */
import { copyLong } from './long-copies';
import type { FloatArray } from '../kernels/kernels';
import type { Region } from '../model/memory-plan';

export class BestWeights {
  readonly #values: FloatArray;
  readonly #regions: readonly Region[];
  #kept: readonly Float32Array[] = [];

  /** @param regions what belongs to a trained network: parameters and state of layers */
  constructor(values: FloatArray, regions: readonly Region[]) {
    this.#values = values;
    this.#regions = regions;
  }

  /** One tensor for each region, or none before the first `keep`. */
  get sections(): readonly Float32Array[] {
    return this.#kept;
  }

  /**
   * Overwrites those that are kept.
   * @param breathe called between pieces; may wait, but not give up, or the best weights would be half of these
   */
  keep(breathe: () => void): void {
    if (this.#kept.length === 0) this.#kept = this.#regions.map(({ length }) => new Float32Array(length));
    this.#kept.forEach((section, index) => {
      const { offset, length } = this.#regions[index];
      copyLong(this.#values.subarray(offset, offset + length), section, 0, breathe);
    });
  }

  /**
   * Overwrites the current weights, where any are kept.
   * @param breathe called between pieces; may wait, or throw to give up
   */
  putBack(breathe: () => void): void {
    this.#kept.forEach((section, index) => {
      copyLong(section, this.#values, this.#regions[index].offset, breathe);
    });
  }

  /** From the sections of a checkpoint. */
  restore(sections: readonly Float32Array[]): void {
    this.#kept = sections;
  }
}
