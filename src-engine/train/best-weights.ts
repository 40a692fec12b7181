/** Keeps the best weights of a run beside the current ones, for early stopping. */
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

  keep(): void {
    this.#kept = this.#regions.map(
      ({ offset, length }) => new Float32Array(this.#values.subarray(offset, offset + length)),
    );
  }

  /** Overwrites the current weights, where any are kept. */
  putBack(): void {
    this.#kept.forEach((section, index) => this.#values.set(section, this.#regions[index].offset));
  }

  /** From the sections of a checkpoint. */
  restore(sections: readonly Float32Array[]): void {
    this.#kept = sections;
  }
}
