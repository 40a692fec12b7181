/**
 * Filters over a picture of any size, strip by strip, on the way that a convolution layer goes: columns, packed
 * product, bias and activation. Only one strip of the result is ever in memory.
 */
import { counted } from '../counted';
import { EngineError } from '../errors';
import { windowMisfit, windowOver } from '../layers/window';
import type { Window } from '../kernels/picture-kernels';
import type { Kernels, PointwiseActivation } from '../kernels/kernels';
import type { WindowSpec } from '../layers/window';
import type { CreateKernels, FeatureMap } from './feature-map';

/** K filters as a layer holds them. */
export interface FilterStack {
  /** K. */
  readonly count: number;
  /** R, S and C of each. */
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  /** [K, R, S, C]. */
  readonly weights: Float32Array;
  /** [K]. */
  readonly bias: Float32Array;
}

/** Shapes: kernels.values from `columns` on [places, R·S·C], in place. */
export type PrepareWindows = (kernels: Kernels, columns: number, places: number) => void;

export interface StripJob {
  readonly picture: FeatureMap;
  readonly filters: FilterStack;
  /** Its size is that of the filters. */
  readonly window: Omit<WindowSpec, 'size'>;
  readonly activation: PointwiseActivation;
  /** Changes what the window sees at each place before the filters do. */
  readonly prepare?: PrepareWindows | undefined;
}

/** Some rows of the maps. */
export interface MapStrip {
  readonly firstRow: number;
  readonly rows: number;
  /** Offset in the arena of [rows, width of the map, K], which lasts until the next strip. */
  readonly offset: number;
}

export interface StripRun {
  readonly window: Window;
  readonly kernels: ReturnType<CreateKernels>;
  /** Arena elements from here on, `spare` of them, are the caller's. */
  readonly spareOffset: number;
  /** Each strip is computed when it is asked for. */
  readonly strips: Generator<MapStrip, void>;
}

/** Rows of the map, from the first up to the one behind the last. */
export interface RowRange {
  readonly first: number;
  readonly end: number;
}

/** A block of columns is held below so many numbers, half a megabyte: it stays in the second-level cache. */
const columnElements = 131_072;

/** Regions start on a cache line of 64 bytes. */
const lineElements = 16;

const advice = 'Use a smaller kernel or dilation, more padding, or a larger picture.';

/** Where the window lies on the picture. @throws EngineError('shape') where it does not fit */
export function fitWindow(
  picture: FeatureMap,
  [height, width]: readonly [height: number, width: number],
  spec: Omit<WindowSpec, 'size'>,
): Window {
  const shape = [picture.height, picture.width, picture.channels];
  const window: WindowSpec = { ...spec, size: [height, width] };
  const misfit = windowMisfit(shape, window, advice);
  if (misfit !== null) throw new EngineError('shape', `This kernel ${misfit}`);
  return windowOver(shape, window);
}

/** Rows of the picture that the window sees from these rows of the map. */
function rowsSeen({ height }: FeatureMap, window: Window, { first, end }: RowRange): RowRange {
  const reach = (window.windowHeight - 1) * window.dilationY + 1;
  const inside = (row: number): number => Math.min(Math.max(row, 0), height);
  return {
    first: inside(first * window.strideY - window.top),
    end: inside((end - 1) * window.strideY - window.top + reach),
  };
}

/**
 * Shapes: picture [H,W,C], filters [K,R,S,C] → strips [rows,Wo,K] from the top, `stripRows` rows each but the last.
 * A number has the same bits whichever rows are computed with it.
 * @param spare elements to reserve for the caller
 * @param range rows of the map that are wanted; all where nothing is said
 * @throws EngineError('shape') where picture and filters do not fit each other
 */
export function slideStrips(
  createKernels: CreateKernels,
  job: StripJob,
  stripRows: number,
  spare = 0,
  range?: RowRange,
): StripRun {
  const { picture, filters } = job;
  const depth = filters.height * filters.width * filters.channels;
  if (filters.channels !== picture.channels) {
    throw new EngineError(
      'shape',
      `Filters of ${counted(filters.channels, 'channel')} cannot see a picture of ${picture.channels}. ` +
        'Choose a grey picture for grey filters and a colour picture for filters of colour.',
    );
  }
  const window = fitWindow(picture, [filters.height, filters.width], job.window);
  const { first, end } = range ?? { first: 0, end: window.outHeight };
  const seen = rowsSeen(picture, window, { first, end });
  const rowLength = picture.width * picture.channels;
  const blockRows = Math.max(1, Math.floor(columnElements / (window.outWidth * depth)));
  let elements = 0;
  const place = (length: number): number => {
    const offset = elements;
    elements += Math.ceil(length / lineElements) * lineElements;
    return offset;
  };
  const at = {
    picture: place((seen.end - seen.first) * rowLength),
    weights: place(filters.weights.length),
    bias: place(filters.count),
    columns: place(Math.min(blockRows, stripRows) * window.outWidth * depth),
    output: place(stripRows * window.outWidth * filters.count),
    spare: place(spare),
  };
  const kernels = createKernels(elements);
  kernels.values.set(picture.values.subarray(seen.first * rowLength, seen.end * rowLength), at.picture);
  kernels.values.set(filters.weights, at.weights);
  kernels.values.set(filters.bias, at.bias);

  /** One block of rows; its columns are those of a picture that begins at the first row it sees. */
  function computeRows(firstRow: number, rows: number, output: number): void {
    const top = firstRow * window.strideY - window.top;
    const skipped = Math.min(Math.max(top, seen.first), seen.end);
    const part = { ...window, height: seen.end - skipped, top: skipped - top, outHeight: rows };
    const places = rows * window.outWidth;
    kernels.im2col(at.picture + (skipped - seen.first) * rowLength, at.columns, 1, part);
    job.prepare?.(kernels, at.columns, places);
    kernels.gemmNT(places, filters.count, depth, at.columns, at.weights, output);
    kernels.biasActivationForward(output, at.bias, places, filters.count, job.activation);
  }

  function* strips(): Generator<MapStrip, void> {
    for (let firstRow = first; firstRow < end; firstRow += stripRows) {
      const rows = Math.min(stripRows, end - firstRow);
      for (let row = 0; row < rows; row += blockRows) {
        const output = at.output + row * window.outWidth * filters.count;
        computeRows(firstRow + row, Math.min(blockRows, rows - row), output);
      }
      yield { firstRow, rows, offset: at.output };
    }
  }

  return { window, kernels, spareOffset: at.spare, strips: strips() };
}
