/** Windows that slide over pictures, as layers need them: their sizes, how settings describe them, what does not fit. */
import { counted } from '../counted';
import { elementCount, formatShape } from '../tensor';
import type { Window } from '../kernels/picture-kernels';
import type { Margins } from '../portable/portable-model';
import type { Padding, Pair } from '../spec/experiment';
import type { Shape } from '../tensor';

/** A window as settings give it. */
export interface WindowSpec {
  readonly size: Pair;
  readonly stride: Pair;
  readonly padding: Padding;
  readonly dilation: Pair;
}

/** A matrix of columns is held below so many numbers, half a megabyte: it stays in the second-level cache. */
const columnElements = 131_072;

/** Pixels from the first to the last entry of a window. */
export function reach(size: number, dilation: number): number {
  return (size - 1) * dilation + 1;
}

/** Zeros before and after, and places of the window, along one axis. */
function along(length: number, axis: 0 | 1, { size, stride, padding, dilation }: WindowSpec) {
  const covered = reach(size[axis], dilation[axis]);
  if (padding !== 'same') {
    const before = padding === 'valid' ? 0 : padding;
    return { before, places: Math.floor((length + 2 * before - covered) / stride[axis]) + 1 };
  }
  const places = Math.ceil(length / stride[axis]);
  const zeros = Math.max((places - 1) * stride[axis] + covered - length, 0);
  return { before: Math.floor(zeros / 2), places };
}

/**
 * The window over a picture [height, width, channels] that it fits.
 * Valid and numbers: ⌊(H + 2p − ((R − 1)d + 1))/s⌋ + 1 places; same: ⌈H/s⌉ (Dumoulin & Visin 2016).
 */
export function windowOver([height, width, channels]: Shape, spec: WindowSpec): Window {
  const vertical = along(height, 0, spec);
  const horizontal = along(width, 1, spec);
  return {
    height,
    width,
    channels,
    windowHeight: spec.size[0],
    windowWidth: spec.size[1],
    strideY: spec.stride[0],
    strideX: spec.stride[1],
    dilationY: spec.dilation[0],
    dilationX: spec.dilation[1],
    top: vertical.before,
    left: horizontal.before,
    outHeight: vertical.places,
    outWidth: horizontal.places,
  };
}

/** Zeros around the picture that its windows reach; none where rows or columns are left over. */
export function marginsOf(window: Window): Margins {
  const { height, width, top, left, outHeight, outWidth } = window;
  const lastRow = (outHeight - 1) * window.strideY + reach(window.windowHeight, window.dilationY);
  const lastColumn = (outWidth - 1) * window.strideX + reach(window.windowWidth, window.dilationX);
  const bottom = Math.max(0, lastRow - top - height);
  const right = Math.max(0, lastColumn - left - width);
  return { top, left, bottom, right };
}

/** Why a layer of pictures cannot take a vector; null for a picture. */
export function notAPicture(input: Shape): string | null {
  if (input.length === 3) return null;
  return (
    `needs a picture of height × width × channels, got ${counted(elementCount(input), 'number')} in a row. ` +
    'Put a reshape layer before it, or move it before the flatten or dense layer.'
  );
}

/** Why a window does not fit into a picture; null where it does. */
export function windowMisfit(
  input: Shape,
  { size, padding, dilation }: WindowSpec,
  advice: string,
): string | null {
  const reason = notAPicture(input);
  if (reason !== null || padding === 'same') return reason;
  const zeros = padding === 'valid' ? 0 : 2 * padding;
  const least = [reach(size[0], dilation[0]) - zeros, reach(size[1], dilation[1]) - zeros].map((side) =>
    Math.max(side, 1),
  );
  if (input[0] >= least[0] && input[1] >= least[1]) return null;
  return `needs at least ${formatShape(least)}, got ${formatShape(input)}. ${advice}`;
}

/** For people, e.g. `5×5` or `3×3, padding 1, stride 2`; usual settings are left out, and paddings that the shapes tell. */
export function windowTitle({ size, stride, padding, dilation }: WindowSpec, usualStride: Pair): string {
  const pair = ([y, x]: Pair): string => (y === x ? String(y) : `${y}×${x}`);
  const isUsual = stride[0] === usualStride[0] && stride[1] === usualStride[1];
  const parts = [formatShape(size)];
  if (typeof padding === 'number') parts.push(`padding ${padding}`);
  if (!isUsual) parts.push(`stride ${pair(stride)}`);
  if (dilation[0] !== 1 || dilation[1] !== 1) parts.push(`dilation ${pair(dilation)}`);
  return parts.join(', ');
}

/** Numbers that a window sees at one place. */
export function windowDepth({ windowHeight, windowWidth, channels }: Window): number {
  return windowHeight * windowWidth * channels;
}

/** Samples whose columns are laid out at once; depends on the network alone, so that sums keep their order. */
export function samplesPerBlock(window: Window): number {
  const each = window.outHeight * window.outWidth * windowDepth(window);
  return Math.max(1, Math.floor(columnElements / each));
}

/** True where a window sees one pixel at each place and every pixel once: the picture is its own matrix of columns. */
export function isOwnColumns({ windowHeight, windowWidth, strideY, strideX, top, left }: Window): boolean {
  return windowHeight === 1 && windowWidth === 1 && strideY === 1 && strideX === 1 && top === 0 && left === 0;
}
