/** The points of a map as they leave the engine: within a square, without changing its shape. */
import type { FloatArray } from '../kernels/kernels';

/**
 * Moves and scales points so that both axes lie in [−1, 1] and the longer one fills it; one scale for both, for
 * distances are to be compared across the map. Shapes: points [count, stride], of which the first two columns are read
 * → [count, 2]; all zeros where the points coincide.
 */
export function fitToSquare(points: FloatArray, stride = 2): Float32Array {
  const count = points.length / stride;
  const low = [Infinity, Infinity];
  const high = [-Infinity, -Infinity];
  for (let i = 0; i < 2 * count; i += 1) {
    const value = points[(i >> 1) * stride + (i % 2)];
    low[i % 2] = Math.min(low[i % 2], value);
    high[i % 2] = Math.max(high[i % 2], value);
  }
  const half = Math.max(high[0] - low[0], high[1] - low[1]) / 2;
  return Float32Array.from({ length: 2 * count }, (_, i) => {
    const value = points[(i >> 1) * stride + (i % 2)] - (low[i % 2] + high[i % 2]) / 2;
    return half > 0 ? Math.min(1, Math.max(-1, value / half)) : 0;
  });
}
