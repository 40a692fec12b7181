/** The built SIMD kernels, for tests. */
import { readFileSync } from 'node:fs';

/** @throws where `npm run build:kernels` has not run */
export function simdBytes(): Uint8Array {
  return readFileSync(new URL('../../resources/kernels/simd.wasm', import.meta.url));
}
