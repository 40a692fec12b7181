/** The arena of the explorer worker: kernels are compiled once and kept until a question needs more room. */
import { chooseVariant, createSimdKernels, type Kernels } from '../../src-engine';

/** 4 million numbers, 16 MB: enough for whatever follows a moving pointer. */
const leastElements = 2 ** 22;

export interface KernelArena {
  /** The kernels over an arena of at least so many numbers. */
  (elements: number): Kernels;
  /** Bytes of the SIMD kernels, for what keeps an arena of its own. */
  readonly wasm: Uint8Array;
}

/**
 * Measures for a tenth of a second which kernels are fastest here; all that may be chosen give the same bits.
 * @param wasm bytes of the built SIMD kernels
 */
export function createKernelArena(wasm: Uint8Array): KernelArena {
  const { variant } = chooseVariant(wasm, () => performance.now(), false);
  let kernels: Kernels | null = null;
  const take = (elements: number): Kernels => {
    if (kernels === null || kernels.values.length < elements) {
      // Dropped first: two arenas at once would double the peak.
      kernels = null;
      kernels = createSimdKernels(wasm, Math.max(leastElements, elements), { variant });
    }
    return kernels;
  };
  return Object.assign(take, { wasm });
}
