/** Flattens the 1/f amplitude spectrum of whole pictures, as the retina does and as UFLDL's pictures are. */
import { createCosineTransform, nextPowerOfTwo } from './fft';
import type { LineTransform } from './fft';

/** Variance that whitened pictures are scaled to, on average over pictures. */
export const whitenedVariance = 0.1;

/** Cut-off in cycles per pixel: 200 cycles per picture of 512 pixels, as Olshausen & Field chose. */
const cutOff = 0.4;

export interface Whitener {
  /** Whitens two planes [height, width] of any range in place; either may be a copy of the other. */
  whitenPair(first: Float32Array, second: Float32Array): void;
}

/** ρ·exp(−(ρ/0.4)⁴) at ρ cycles per pixel: rises as 1/f falls, then cuts the noisy corner frequencies. */
function response(frequencyY: number, frequencyX: number): number {
  const squared = frequencyY * frequencyY + frequencyX * frequencyX;
  const ratio = squared / (cutOff * cutOff);
  return Math.sqrt(squared) * Math.exp(-ratio * ratio);
}

type Direction = 'forward' | 'inverse';

/**
 * Whitening filter for planes of one size; lengths that are no power of two go on mirrored up to the next.
 * The cosine transform sees every plane mirrored at its borders, so no edge arises where a border wraps round.
 * A plane of one value becomes zeros. Buffers belong to the whitener: `whitenPair` allocates nothing.
 * @see Olshausen & Field 1997, "Sparse coding with an overcomplete basis set", §4
 */
export function createWhitener(height: number, width: number): Whitener {
  const rows = nextPowerOfTwo(height);
  const columns = nextPowerOfTwo(width);
  const alongRow = createCosineTransform(columns);
  const alongColumn = rows === columns ? alongRow : createCosineTransform(rows);
  const re = new Float64Array(rows * columns);
  const im = new Float64Array(rows * columns);
  const gains = Float64Array.from(re, (_, i) =>
    response(Math.floor(i / columns) / (2 * rows), (i % columns) / (2 * columns)),
  );
  const lineRe = new Float64Array(Math.max(rows, columns));
  const lineIm = new Float64Array(lineRe.length);

  function transformLine(line: LineTransform, direction: Direction, start: number, stride: number): void {
    for (let i = 0, at = start; i < line.length; i += 1, at += stride) {
      lineRe[i] = re[at];
      lineIm[i] = im[at];
    }
    line[direction](lineRe, lineIm);
    for (let i = 0, at = start; i < line.length; i += 1, at += stride) {
      re[at] = lineRe[i];
      im[at] = lineIm[i];
    }
  }

  function load(first: Float32Array, second: Float32Array): void {
    for (let y = 0; y < rows; y += 1) {
      const fromRow = (y < height ? y : 2 * height - 1 - y) * width;
      for (let x = 0; x < columns; x += 1) {
        const from = fromRow + (x < width ? x : 2 * width - 1 - x);
        re[y * columns + x] = first[from];
        im[y * columns + x] = second[from];
      }
    }
  }

  function store(first: Float32Array, second: Float32Array): void {
    for (let y = 0; y < height; y += 1) {
      for (let x = 0; x < width; x += 1) {
        first[y * width + x] = re[y * columns + x];
        second[y * width + x] = im[y * columns + x];
      }
    }
  }

  function whitenPair(first: Float32Array, second: Float32Array): void {
    load(first, second);
    for (let y = 0; y < rows; y += 1) transformLine(alongRow, 'forward', y * columns, 1);
    for (let x = 0; x < columns; x += 1) transformLine(alongColumn, 'forward', x, columns);
    for (let i = 0; i < gains.length; i += 1) {
      re[i] *= gains[i];
      im[i] *= gains[i];
    }
    for (let x = 0; x < columns; x += 1) transformLine(alongColumn, 'inverse', x, columns);
    for (let y = 0; y < rows; y += 1) transformLine(alongRow, 'inverse', y * columns, 1);
    store(first, second);
  }

  return { whitenPair };
}

/** Whitening of a plane [H, W] as products: backRows · (gains ⊙ (rows · plane · columnsᵀ)) · backColumnsᵀ. */
export interface WhiteningMatrices {
  /** [P, H], P a power of two. */
  readonly rows: Float32Array;
  /** [Q, W]. */
  readonly columns: Float32Array;
  /** [P, Q]; 0 at the mean. */
  readonly gains: Float32Array;
  /** [H, P]. */
  readonly backRows: Float32Array;
  /** [W, Q]. */
  readonly backColumns: Float32Array;
  readonly sizes: { readonly rows: number; readonly columns: number };
}

/** @param scale as `whitenPicture` takes it; it is in the gains */
export function whiteningMatrices(height: number, width: number, scale: number): WhiteningMatrices {
  const vertical = lineMatrices(height);
  const horizontal = lineMatrices(width);
  const [rows, columns] = [vertical.size, horizontal.size];
  const gains = Float32Array.from({ length: rows * columns }, (_, i) => {
    return scale * response(Math.floor(i / columns) / (2 * rows), (i % columns) / (2 * columns));
  });
  return {
    rows: vertical.there,
    columns: horizontal.there,
    gains,
    backRows: vertical.back,
    backColumns: horizontal.back,
    sizes: { rows, columns },
  };
}

/** The cosine transform of a line that goes on mirrored [size, length], and the part of its inverse that is the line [length, size]. */
function lineMatrices(length: number): { size: number; there: Float32Array; back: Float32Array } {
  const size = nextPowerOfTwo(length);
  const transform = createCosineTransform(size);
  const there = new Float32Array(size * length);
  const back = new Float32Array(length * size);
  const [unit, unused] = [new Float64Array(size), new Float64Array(size)];
  for (let column = 0; column < length; column += 1) {
    unit.fill(0);
    unit[column] = 1;
    const mirrored = 2 * length - 1 - column;
    if (mirrored < size) unit[mirrored] = 1;
    transform.forward(unit, unused.fill(0));
    for (let k = 0; k < size; k += 1) there[k * length + column] = unit[k];
  }
  for (let k = 0; k < size; k += 1) {
    unit.fill(0);
    unit[k] = 1;
    transform.inverse(unit, unused.fill(0));
    for (let row = 0; row < length; row += 1) back[row * size + k] = unit[row];
  }
  return { size, there, back };
}

/**
 * Whitens one picture as those were that patches were cut from, each channel by itself.
 * Shapes: picture [height, width, channels] in [0, 1] → a new one of the same shape.
 * @param scale that brought those pictures to `whitenedVariance`
 */
export function whitenPicture(
  picture: Float32Array,
  [height, width, channels]: readonly [height: number, width: number, channels: number],
  scale: number,
): Float32Array {
  const whitener = createWhitener(height, width);
  const plane = new Float32Array(height * width);
  const copy = new Float32Array(plane.length);
  const whitened = new Float32Array(picture.length);
  for (let channel = 0; channel < channels; channel += 1) {
    for (let i = 0; i < plane.length; i += 1) plane[i] = picture[i * channels + channel];
    copy.set(plane);
    whitener.whitenPair(plane, copy);
    for (let i = 0; i < plane.length; i += 1) whitened[i * channels + channel] = plane[i] * scale;
  }
  return whitened;
}
