/**
 * A whole layer over one picture: of every unit a small picture of its map, and where its map is largest. It is computed
 * band by band, so that several workers can share it; the bits do not depend on how it was cut.
 */
import { EngineError } from '../errors';
import { fitWindow, slideStrips } from './strips';
import type { Window } from '../kernels/picture-kernels';
import type { CreateKernels, FeatureMap } from './feature-map';
import type { RowRange, StripJob } from './strips';

/** How large the maps are, and how much smaller their pictures. */
export interface LayerPlan {
  /** K. */
  readonly units: number;
  /** Of the maps themselves. */
  readonly height: number;
  readonly width: number;
  /** A number of a small picture is the mean over so many rows and columns of the map, fewer at its lower and right border. */
  readonly shrink: number;
  readonly smallHeight: number;
  readonly smallWidth: number;
}

export interface LayerMaps extends LayerPlan {
  /** [K, smallHeight, smallWidth]. */
  readonly small: Float32Array;
  /** Largest number of each map, and the first place, row by row of small pictures, where it is. */
  readonly maxima: Float32Array;
  readonly maximumY: Uint32Array;
  readonly maximumX: Uint32Array;
  readonly means: Float32Array;
}

/** Some rows of the small pictures of all units. */
export interface LayerBand extends Omit<LayerMaps, keyof LayerPlan | 'means'> {
  readonly rows: RowRange;
}

/** Rows of the maps that are computed at once. */
const stripRows = 16;

/**
 * @param picture [H,W,C] and the job's other parts, of which only the sizes matter here
 * @param smallSide the longer side of the small pictures, at most
 * @throws EngineError('shape') where picture and filters do not fit each other
 */
export function planLayer(
  picture: FeatureMap,
  { filters, window }: Pick<StripJob, 'filters' | 'window'>,
  smallSide: number,
): LayerPlan {
  if (!Number.isInteger(smallSide) || smallSide < 1) {
    throw new EngineError('config', `Small pictures need a side of 1 or more, got ${smallSide}.`);
  }
  const { outHeight: height, outWidth: width } = fitWindow(picture, [filters.height, filters.width], window);
  const shrink = Math.max(1, Math.ceil(Math.max(height, width) / smallSide));
  return {
    units: filters.count,
    height,
    width,
    shrink,
    smallHeight: Math.ceil(height / shrink),
    smallWidth: Math.ceil(width / shrink),
  };
}

/** The small pictures' rows in `count` bands of nearly equal height, or fewer where there are fewer rows. */
export function cutBands({ smallHeight }: LayerPlan, count: number): RowRange[] {
  const bands = Math.min(count, smallHeight);
  return Array.from({ length: bands }, (_, band) => ({
    first: Math.floor((band * smallHeight) / bands),
    end: Math.floor(((band + 1) * smallHeight) / bands),
  }));
}

/**
 * Every unit's map over one band, strip by strip; nowhere is a whole map in memory.
 * Shapes: picture [H,W,C], filters [K,R,S,C] → small pictures [K, rows of the band, smallWidth].
 * @param rows of the small pictures
 * @throws EngineError('shape') where picture and filters do not fit each other
 */
export function mapBand(
  createKernels: CreateKernels,
  job: StripJob,
  plan: LayerPlan,
  rows: RowRange,
): LayerBand {
  const { units, height, width, shrink, smallWidth } = plan;
  const wanted = { first: rows.first * shrink, end: Math.min(rows.end * shrink, height) };
  const rowsAtOnce = shrink * Math.max(1, Math.floor(stripRows / shrink));
  const run = slideStrips(createKernels, job, rowsAtOnce, 2 * smallWidth * units, wanted);
  const pooled: Pooled = {
    meansAt: run.spareOffset,
    maximaAt: run.spareOffset + smallWidth * units,
  };
  const band: LayerBand = {
    rows,
    small: new Float32Array(units * (rows.end - rows.first) * smallWidth),
    maxima: new Float32Array(units).fill(-Infinity),
    maximumY: new Uint32Array(units),
    maximumX: new Uint32Array(units),
  };
  for (const strip of run.strips) {
    for (let row = 0; row < strip.rows; row += shrink) {
      const slice = {
        offset: strip.offset + row * width * units,
        firstRow: strip.firstRow + row,
        rows: Math.min(shrink, strip.rows - row),
      };
      shrinkSlice(run.kernels, slice, plan, pooled);
      collectSlice(run.kernels.values, slice, plan, band, pooled);
    }
  }
  return band;
}

/** All bands of a plan, in any order, as one. */
export function joinBands(plan: LayerPlan, bands: readonly LayerBand[]): LayerMaps {
  const { units, height, width, smallHeight, smallWidth } = plan;
  const maps: LayerMaps = {
    ...plan,
    small: new Float32Array(units * smallHeight * smallWidth),
    maxima: new Float32Array(units).fill(-Infinity),
    maximumY: new Uint32Array(units),
    maximumX: new Uint32Array(units),
    means: new Float32Array(units),
  };
  // From the top, as one worker goes: of equal maxima the first counts.
  for (const band of [...bands].sort((a, b) => a.rows.first - b.rows.first)) {
    const length = (band.rows.end - band.rows.first) * smallWidth;
    for (let unit = 0; unit < units; unit += 1) {
      const part = band.small.subarray(unit * length, (unit + 1) * length);
      maps.small.set(part, (unit * smallHeight + band.rows.first) * smallWidth);
      if (!(band.maxima[unit] > maps.maxima[unit])) continue;
      maps.maxima[unit] = band.maxima[unit];
      maps.maximumY[unit] = band.maximumY[unit];
      maps.maximumX[unit] = band.maximumX[unit];
    }
  }
  for (let unit = 0; unit < units; unit += 1) {
    maps.means[unit] = sumOfMap(maps, unit) / (height * width);
  }
  return maps;
}

/** From the small picture, whose numbers stand for fewer at the lower and right border. */
function sumOfMap(
  { height, width, shrink, smallHeight, smallWidth, small }: LayerMaps,
  unit: number,
): number {
  let sum = 0;
  for (let row = 0; row < smallHeight; row += 1) {
    const rows = Math.min(shrink, height - row * shrink);
    for (let column = 0; column < smallWidth; column += 1) {
      const columns = Math.min(shrink, width - column * shrink);
      sum += small[(unit * smallHeight + row) * smallWidth + column] * (rows * columns);
    }
  }
  return sum;
}

/** What becomes one row of the small pictures. */
interface Slice {
  /** Of its numbers [rows, width, K] in the arena. */
  readonly offset: number;
  readonly firstRow: number;
  readonly rows: number;
}

interface Pooled {
  /** [smallWidth, K] each. */
  readonly meansAt: number;
  readonly maximaAt: number;
}

/** Means and maxima over the columns of one row of the small pictures; the last one may be narrower. */
function shrinkSlice(
  kernels: ReturnType<CreateKernels>,
  { offset, rows }: Slice,
  { units, width, shrink }: LayerPlan,
  { meansAt, maximaAt }: Pooled,
): void {
  const pool = (place: number, places: number, columns: number): void => {
    const window: Window = {
      height: rows,
      width,
      channels: units,
      windowHeight: rows,
      windowWidth: columns,
      strideY: rows,
      strideX: columns,
      dilationY: 1,
      dilationX: 1,
      top: 0,
      left: 0,
      outHeight: 1,
      outWidth: places,
    };
    const from = offset + place * shrink * units;
    kernels.sumPool(from, meansAt + place * units, 1, window, 1 / (rows * columns));
    kernels.maxPool(from, maximaAt + place * units, 1, window);
  };
  const whole = Math.floor(width / shrink);
  const rest = width - whole * shrink;
  if (whole > 0) pool(0, whole, shrink);
  if (rest > 0) pool(whole, 1, rest);
}

/** Takes a row of small pictures into the band, and looks for the place of every maximum that is new. */
function collectSlice(
  values: ArrayLike<number>,
  slice: Slice,
  { units, width, shrink, smallWidth }: LayerPlan,
  band: LayerBand,
  { meansAt, maximaAt }: Pooled,
): void {
  const bandRows = band.rows.end - band.rows.first;
  const row = Math.floor(slice.firstRow / shrink) - band.rows.first;
  for (let column = 0; column < smallWidth; column += 1) {
    for (let unit = 0; unit < units; unit += 1) {
      band.small[(unit * bandRows + row) * smallWidth + column] = values[meansAt + column * units + unit];
      const maximum = values[maximaAt + column * units + unit];
      if (maximum > band.maxima[unit]) {
        band.maxima[unit] = maximum;
        const columns = Math.min(shrink, width - column * shrink);
        findMaximum(values, slice, { units, width }, band, unit, column * shrink, columns);
      }
    }
  }
}

function findMaximum(
  values: ArrayLike<number>,
  { offset, firstRow, rows }: Slice,
  { units, width }: Pick<LayerPlan, 'units' | 'width'>,
  { maxima, maximumY, maximumX }: LayerBand,
  unit: number,
  firstColumn: number,
  columns: number,
): void {
  for (let row = 0; row < rows; row += 1) {
    for (let column = firstColumn; column < firstColumn + columns; column += 1) {
      if (values[offset + (row * width + column) * units + unit] !== maxima[unit]) continue;
      maximumY[unit] = firstRow + row;
      maximumX[unit] = column;
      return;
    }
  }
}
