/** A whole layer over one picture: of every unit a small picture of its map, and where its map is largest. */
import { EngineError } from '../errors';
import { fitWindow, slideStrips } from './strips';
import type { Window } from '../kernels/picture-kernels';
import type { CreateKernels } from './feature-map';
import type { StripJob } from './strips';

export interface LayerMaps {
  /** K. */
  readonly units: number;
  /** Of the maps themselves. */
  readonly height: number;
  readonly width: number;
  /** A number of a small picture is the mean over so many rows and columns of the map, fewer at its lower and right border. */
  readonly shrink: number;
  readonly smallHeight: number;
  readonly smallWidth: number;
  /** [K, smallHeight, smallWidth]. */
  readonly small: Float32Array;
  /** Largest number of each map, and the first place, row by row of small pictures, where it is. */
  readonly maxima: Float32Array;
  readonly maximumY: Uint32Array;
  readonly maximumX: Uint32Array;
  readonly means: Float32Array;
}

/** Rows of the maps that are computed between two looks at who asks. */
const stripRows = 16;

/**
 * Every unit's map over the picture, strip by strip; nowhere is a whole map in memory.
 * Shapes: picture [H,W,C], filters [K,R,S,C] → K maps of [Ho,Wo].
 * @param smallSide the longer side of the small pictures, at most
 * @returns yields the part that is done, in [0, 1], after each strip, and returns the maps
 * @throws EngineError('shape') where picture and filters do not fit each other
 */
export function* mapLayer(
  createKernels: CreateKernels,
  job: StripJob,
  smallSide: number,
): Generator<number, LayerMaps> {
  if (!Number.isInteger(smallSide) || smallSide < 1) {
    throw new EngineError('config', `Small pictures need a side of 1 or more, got ${smallSide}.`);
  }
  const units = job.filters.count;
  const { picture, filters } = job;
  const { outHeight, outWidth } = fitWindow(picture, [filters.height, filters.width], job.window);
  const shrink = Math.max(1, Math.ceil(Math.max(outHeight, outWidth) / smallSide));
  const smallHeight = Math.ceil(outHeight / shrink);
  const smallWidth = Math.ceil(outWidth / shrink);
  const rowsAtOnce = shrink * Math.max(1, Math.floor(stripRows / shrink));
  const run = slideStrips(createKernels, job, rowsAtOnce, 2 * smallWidth * units);
  const pooled: Pooled = {
    meansAt: run.spareOffset,
    maximaAt: run.spareOffset + smallWidth * units,
  };
  const maps: LayerMaps = {
    units,
    height: outHeight,
    width: outWidth,
    shrink,
    smallHeight,
    smallWidth,
    small: new Float32Array(units * smallHeight * smallWidth),
    maxima: new Float32Array(units).fill(-Infinity),
    maximumY: new Uint32Array(units),
    maximumX: new Uint32Array(units),
    means: new Float32Array(units),
  };
  const sums = new Float64Array(units);
  for (const { firstRow, rows, offset } of run.strips) {
    for (let row = 0; row < rows; row += shrink) {
      const band = {
        offset: offset + row * outWidth * units,
        firstRow: firstRow + row,
        rows: Math.min(shrink, rows - row),
      };
      shrinkBand(run.kernels, band, maps, pooled);
      collectBand(run.kernels.values, band, maps, sums, pooled);
    }
    yield (firstRow + rows) / outHeight;
  }
  sums.forEach((sum, unit) => (maps.means[unit] = sum / (outHeight * outWidth)));
  return maps;
}

interface Band {
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
function shrinkBand(
  kernels: ReturnType<CreateKernels>,
  { offset, rows }: Band,
  { units, width, shrink }: LayerMaps,
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

/** Takes a row of small pictures into the maps, and looks for the place of every maximum that is new. */
function collectBand(
  values: ArrayLike<number>,
  band: Band,
  maps: LayerMaps,
  sums: Float64Array,
  { meansAt, maximaAt }: Pooled,
): void {
  const { units, width, shrink, smallHeight, smallWidth, small, maxima } = maps;
  const smallRow = Math.floor(band.firstRow / shrink);
  for (let column = 0; column < smallWidth; column += 1) {
    const columns = Math.min(shrink, width - column * shrink);
    const area = band.rows * columns;
    for (let unit = 0; unit < units; unit += 1) {
      const mean = values[meansAt + column * units + unit];
      small[(unit * smallHeight + smallRow) * smallWidth + column] = mean;
      sums[unit] += mean * area;
      const maximum = values[maximaAt + column * units + unit];
      if (maximum > maxima[unit]) {
        maxima[unit] = maximum;
        findMaximum(values, band, maps, unit, column * shrink, columns);
      }
    }
  }
}

function findMaximum(
  values: ArrayLike<number>,
  { offset, firstRow, rows }: Band,
  { units, width, maxima, maximumY, maximumX }: LayerMaps,
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
