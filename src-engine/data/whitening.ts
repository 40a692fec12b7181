/** Flattens the 1/f amplitude spectrum of whole pictures, as the retina does and as UFLDL's pictures are. */
import { createCosineTransform, nextPowerOfTwo } from './fft';

/** Variance that whitened pictures are scaled to, on average over pictures. */
export const whitenedVariance = 0.1;

/** Cut-off in cycles per pixel: 200 cycles per picture of 512 pixels, as Olshausen & Field chose. */
const cutOff = 0.4;

export interface Whitener {
  /** Whitens two planes [height, width] of any range in place. */
  whitenPair(first: Float32Array, second: Float32Array): void;
  /** Whitens one plane alone in half the time of two; equal to them but for the rounding of float64. */
  whitenPlane(plane: Float32Array): void;
}

/** ρ·exp(−(ρ/0.4)⁴) at ρ cycles per pixel, of ρ²: rises as 1/f falls, then cuts the noisy corner frequencies. */
function response(squared: number): number {
  const ratio = squared / (cutOff * cutOff);
  return Math.sqrt(squared) * Math.exp(-ratio * ratio);
}

/** Of every frequency of a plane [rows, columns]. */
function responses(rows: number, columns: number): Float64Array {
  const gains = new Float64Array(rows * columns);
  for (let y = 0, at = 0; y < rows; y += 1) {
    const frequencyY = y / (2 * rows);
    for (let x = 0; x < columns; x += 1, at += 1) {
      const frequencyX = x / (2 * columns);
      gains[at] = response(frequencyY * frequencyY + frequencyX * frequencyX);
    }
  }
  return gains;
}

/** Columns are transformed so many at a time, a cache line of every row: one by one, each number would cost a line. */
const columnsAtOnce = 8;
/** Numbers between copied columns: lines that lie a power of two apart would push each other out of the cache. */
const gap = 8;

type Direction = 'forward' | 'inverse';

/**
 * Whitening filter for planes of one size; lengths that are no power of two go on mirrored up to the next.
 * The cosine transform sees every plane mirrored at its borders, so no edge arises where a border wraps round.
 * A plane of one value becomes zeros. Buffers belong to the whitener: whitening allocates nothing.
 * @see Olshausen & Field 1997, "Sparse coding with an overcomplete basis set", §4
 */
export function createWhitener(height: number, width: number): Whitener {
  const rows = nextPowerOfTwo(height);
  const columns = nextPowerOfTwo(width);
  const alongRow = createCosineTransform(columns);
  const alongColumn = rows === columns ? alongRow : createCosineTransform(rows);
  const gains = responses(rows, columns);
  const together = Math.min(columnsAtOnce, columns);
  const pitch = rows + gap;
  const first = createPlane(rows, columns, together, pitch);
  const second = createPlane(rows, columns, together, pitch);
  const both = [first, second];
  const alone = [first];
  const bothLines = {
    rows: across(first.rows, second.rows),
    columns: across(first.columns, second.columns),
  };
  const ownLines = { rows: neighbours(first.rows), columns: neighbours(first.columns) };

  function transformColumns(
    planes: readonly Plane[],
    pairs: readonly LinePair[],
    direction: Direction,
  ): void {
    for (let x = 0; x < columns; x += together) {
      for (const { values, strip } of planes) {
        for (let y = 0, from = x; y < rows; y += 1, from += columns) {
          for (let line = 0, to = y; line < together; line += 1, to += pitch) strip[to] = values[from + line];
        }
      }
      for (const [re, im] of pairs) alongColumn[direction](re, im);
      for (const { values, strip } of planes) {
        for (let y = 0, to = x; y < rows; y += 1, to += columns) {
          for (let line = 0, from = y; line < together; line += 1, from += pitch)
            values[to + line] = strip[from];
        }
      }
    }
  }

  function filter(planes: readonly Plane[], lines: PlaneLines): void {
    for (const [re, im] of lines.rows) alongRow.forward(re, im);
    transformColumns(planes, lines.columns, 'forward');
    for (const { values } of planes) {
      for (let i = 0; i < gains.length; i += 1) values[i] *= gains[i];
    }
    transformColumns(planes, lines.columns, 'inverse');
    for (const [re, im] of lines.rows) alongRow.inverse(re, im);
  }

  function load({ values }: Plane, from: Float32Array): void {
    for (let y = 0; y < rows; y += 1) {
      const fromRow = (y < height ? y : 2 * height - 1 - y) * width;
      for (let x = 0; x < columns; x += 1) {
        values[y * columns + x] = from[fromRow + (x < width ? x : 2 * width - 1 - x)];
      }
    }
  }

  function store({ values }: Plane, to: Float32Array): void {
    for (let y = 0; y < height; y += 1) {
      for (let x = 0; x < width; x += 1) to[y * width + x] = values[y * columns + x];
    }
  }

  return {
    whitenPair(one, other) {
      load(first, one);
      load(second, other);
      filter(both, bothLines);
      store(first, one);
      store(second, other);
    },
    whitenPlane(plane) {
      load(first, plane);
      filter(alone, ownLines);
      store(first, plane);
    },
  };
}

interface Plane {
  /** [rows, columns]. */
  readonly values: Float64Array;
  /** Views of `values`, [columns] each. */
  readonly rows: readonly Float64Array[];
  /** Neighbouring columns of it, copied to be transformed; each begins a pitch behind the one before. */
  readonly strip: Float64Array;
  /** Views of `strip`, [rows] each. */
  readonly columns: readonly Float64Array[];
}

/** Two real lines that one complex transform takes at once. */
type LinePair = readonly [re: Float64Array, im: Float64Array];

interface PlaneLines {
  readonly rows: readonly LinePair[];
  readonly columns: readonly LinePair[];
}

function createPlane(rows: number, columns: number, together: number, pitch: number): Plane {
  const values = new Float64Array(rows * columns);
  const strip = new Float64Array(together * pitch);
  return {
    values,
    rows: linesOf(values, rows, columns, columns),
    strip,
    columns: linesOf(strip, together, pitch, rows),
  };
}

function linesOf(values: Float64Array, count: number, pitch: number, length: number): Float64Array[] {
  return Array.from({ length: count }, (_, line) => values.subarray(line * pitch, line * pitch + length));
}

/** The same line of either plane. */
function across(first: readonly Float64Array[], second: readonly Float64Array[]): LinePair[] {
  return first.map((line, i) => [line, second[i]]);
}

/** Neighbours of one plane, of a power of two lines; a line that is the only one goes with an idle one. */
function neighbours(lines: readonly Float64Array[]): LinePair[] {
  if (lines.length === 1) return [[lines[0], new Float64Array(lines[0].length)]];
  return lines.flatMap((line, i) => (i % 2 === 0 ? [[line, lines[i + 1]] as const] : []));
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
  const gains = Float32Array.from(responses(rows, columns), (gain) => scale * gain);
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
  const whitened = new Float32Array(picture.length);
  for (let channel = 0; channel < channels; channel += 1) {
    for (let i = 0; i < plane.length; i += 1) plane[i] = picture[i * channels + channel];
    whitener.whitenPlane(plane);
    for (let i = 0; i < plane.length; i += 1) whitened[i * channels + channel] = plane[i] * scale;
  }
  return whitened;
}
