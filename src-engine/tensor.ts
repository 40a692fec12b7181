/** Shapes of tensors and small sums over them. Tensors themselves are offsets into the arena. */

/** Sizes of the axes of one sample, row-major, without the batch axis; e.g. [height, width, channels]. */
export type Shape = readonly number[];

/** Number of elements of a shape. */
export function elementCount(shape: Shape): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** For messages, e.g. `10×10×1`. */
export function formatShape(shape: Shape): string {
  return shape.join('×');
}
