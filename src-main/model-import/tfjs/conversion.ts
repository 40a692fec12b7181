/** What is known while the layers of a Keras model are converted one after the other. */
import type { PortableTensor } from '../../../src-engine';
import type { ModelBuilder } from '../model-builder';
import type { Zeros } from '../window-sizes';

export interface Conversion {
  readonly builder: ModelBuilder;
  readonly weights: ReadonlyMap<string, PortableTensor>;
  /** Zeros that the next convolution takes over. */
  pending: { readonly name: string; readonly zeros: Zeros } | null;
}

/** Numbers of a shape. */
export function countOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}
