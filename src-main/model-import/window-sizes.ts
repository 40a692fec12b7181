/** Sizes that windows leave of pictures, as TensorFlow and ONNX reckon them. */

type Shape = readonly number[];
type Pair = readonly [number, number];

export interface Zeros {
  readonly top: number;
  readonly left: number;
  readonly bottom: number;
  readonly right: number;
}

export const noZeros: Zeros = { top: 0, left: 0, bottom: 0, right: 0 };

/** Pixels from the first to the last entry of a kernel. */
function reachOf(kernel: number, dilation: number): number {
  return (kernel - 1) * dilation + 1;
}

/**
 * Zeros of TensorFlow's `same`: as many as make ⌈H/s⌉ places; an odd one goes below and to the right.
 * @see https://www.tensorflow.org/api_docs/python/tf/nn, "Notes on padding"
 */
export function sameZeros([height = 0, width = 0]: Shape, kernel: Pair, stride: Pair, dilation: Pair): Zeros {
  const along = (length: number, axis: 0 | 1): Pair => {
    const places = Math.ceil(length / stride[axis]);
    const all = Math.max((places - 1) * stride[axis] + reachOf(kernel[axis], dilation[axis]) - length, 0);
    return [Math.floor(all / 2), Math.ceil(all / 2)];
  };
  const [top, bottom] = along(height, 0);
  const [left, right] = along(width, 1);
  return { top, left, bottom, right };
}

/** [places down, places across]. */
export function placesOf(
  [height = 0, width = 0]: Shape,
  kernel: Pair,
  stride: Pair,
  dilation: Pair,
  { top, left, bottom, right }: Zeros,
): Pair {
  const along = (length: number, axis: 0 | 1): number =>
    Math.floor((length - reachOf(kernel[axis], dilation[axis])) / stride[axis]) + 1;
  return [along(height + top + bottom, 0), along(width + left + right, 1)];
}

/** What all stamps of a transposed convolution cover together. */
export function stampedSize(
  [height = 0, width = 0]: Shape,
  kernel: Pair,
  stride: Pair,
  dilation: Pair,
): Pair {
  const along = (length: number, axis: 0 | 1): number =>
    (length - 1) * stride[axis] + reachOf(kernel[axis], dilation[axis]);
  return [along(height, 0), along(width, 1)];
}
