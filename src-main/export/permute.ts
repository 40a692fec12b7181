/** Puts the axes of a tensor into another order, since every framework lays out its filters differently. */
import type { PortableTensor } from '../../src-engine';

/**
 * Axis i of the result is axis `order[i]` of the tensor; the numbers are copied bit for bit.
 * Shapes: e.g. [K,R,S,C] with the order [0,3,1,2] → [K,C,R,S].
 */
export function permute({ shape, values }: PortableTensor, order: readonly number[]): PortableTensor {
  const size = (axis: number): number => shape[axis] ?? 1;
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((product, each) => product * each, 1));
  const steps = order.map((axis) => strides[axis] ?? 0);
  const result = new Float32Array(values.length);
  const index = order.map(() => 0);
  for (let at = 0; at < result.length; at += 1) {
    let from = 0;
    for (let i = 0; i < steps.length; i += 1) from += (index[i] ?? 0) * (steps[i] ?? 0);
    result[at] = values[from] ?? 0;
    for (let i = order.length - 1; i >= 0; i -= 1) {
      const next = (index[i] ?? 0) + 1;
      index[i] = next === size(order[i] ?? 0) ? 0 : next;
      if (index[i] !== 0) break;
    }
  }
  return { shape: order.map(size), values: result };
}

/** A kernel with its holes filled by zeros, for frameworks without dilation. Shape: [A, R, S, B] → [A, (R−1)d+1, (S−1)e+1, B]. */
export function withoutDilation(
  { shape, values }: PortableTensor,
  [vertical, horizontal]: readonly [number, number],
): PortableTensor {
  const [outer = 1, height = 1, width = 1, inner = 1] = shape;
  const [tall, wide] = [(height - 1) * vertical + 1, (width - 1) * horizontal + 1];
  const result = new Float32Array(outer * tall * wide * inner);
  for (let entry = 0; entry < outer * height * width; entry += 1) {
    const a = Math.floor(entry / (height * width));
    const r = Math.floor(entry / width) % height;
    const s = entry % width;
    const to = ((a * tall + r * vertical) * wide + s * horizontal) * inner;
    result.set(values.subarray(entry * inner, (entry + 1) * inner), to);
  }
  return { shape: [outer, tall, wide, inner], values: result };
}

/** The inverse of `withoutDilation`: the entries at every d-th place. Shape: [A, (R−1)d+1, (S−1)e+1, B] → [A, R, S, B]. */
export function withDilation(
  { shape, values }: PortableTensor,
  [vertical, horizontal]: readonly [number, number],
): PortableTensor {
  const [outer = 1, tall = 1, wide = 1, inner = 1] = shape;
  const [height, width] = [Math.ceil(tall / vertical), Math.ceil(wide / horizontal)];
  const result = new Float32Array(outer * height * width * inner);
  for (let entry = 0; entry < outer * height * width; entry += 1) {
    const a = Math.floor(entry / (height * width));
    const r = Math.floor(entry / width) % height;
    const s = entry % width;
    const from = ((a * tall + r * vertical) * wide + s * horizontal) * inner;
    result.set(values.subarray(from, from + inner), entry * inner);
  }
  return { shape: [outer, height, width, inner], values: result };
}
