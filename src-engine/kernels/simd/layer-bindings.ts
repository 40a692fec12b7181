/** Binds the module's kernels for pictures and layers to their interfaces: element offsets become byte addresses. */
import { activationNumber } from './activation-numbers';
import type { LayerKernels } from '../layer-kernels';
import type { PictureKernels, Window } from '../picture-kernels';

type Call = (...values: (number | boolean)[]) => number;

export interface LayerExports {
  readonly im2col: Call;
  readonly col2im: Call;
  readonly centreRows: Call;
  readonly maxPool: Call;
  readonly maxPoolBackward: Call;
  readonly sumPool: Call;
  readonly spread: Call;
  readonly activateSpan: Call;
  readonly activateSpanBackward: Call;
  readonly randomMask: Call;
  readonly multiply: Call;
  readonly accumulate: Call;
  readonly copyRow: Call;
  readonly absoluteSum: Call;
  readonly addSigns: Call;
  readonly columnVariances: Call;
  readonly normalizeColumns: Call;
  readonly normalizeColumnsBackward: Call;
}

export function bindPictures(simd: LayerExports): PictureKernels {
  const slide = (call: Call, from: number, to: number, samples: number, w: Window): void =>
    void call(
      from * 4,
      to * 4,
      samples,
      w.height,
      w.width,
      w.channels,
      w.windowHeight,
      w.windowWidth,
      w.strideY,
      w.strideX,
      w.dilationY,
      w.dilationX,
      w.top,
      w.left,
      w.outHeight,
      w.outWidth,
    );
  const pool = (call: Call, from: number, to: number, samples: number, w: Window, scale: number): void =>
    void call(
      from * 4,
      to * 4,
      samples,
      w.height,
      w.width,
      w.channels,
      w.windowHeight,
      w.windowWidth,
      w.strideY,
      w.strideX,
      w.dilationY,
      w.dilationX,
      w.outHeight,
      w.outWidth,
      scale,
    );
  return {
    im2col(pictures, columns, samples, window) {
      slide(simd.im2col, pictures, columns, samples, window);
    },
    col2im(columns, pictures, samples, window) {
      slide(simd.col2im, columns, pictures, samples, window);
    },
    centreRows: (rows, count, length, { factor, limit, gain, offset }) =>
      void simd.centreRows(rows * 4, count, length, factor, limit, gain, offset),
    maxPool(pictures, pooled, samples, window) {
      pool(simd.maxPool, pictures, pooled, samples, window, 1);
    },
    maxPoolBackward: (pictures, pooled, pooledGradient, pictureGradient, samples, w) =>
      void simd.maxPoolBackward(
        pictures * 4,
        pooled * 4,
        pooledGradient * 4,
        pictureGradient * 4,
        samples,
        w.height,
        w.width,
        w.channels,
        w.windowHeight,
        w.windowWidth,
        w.strideY,
        w.strideX,
        w.dilationY,
        w.dilationX,
        w.outHeight,
        w.outWidth,
      ),
    sumPool(pictures, pooled, samples, window, scale) {
      pool(simd.sumPool, pictures, pooled, samples, window, scale);
    },
    spread(pooled, pictures, samples, window, scale) {
      pool(simd.spread, pooled, pictures, samples, window, scale);
    },
  };
}

export function bindLayers(simd: LayerExports): LayerKernels {
  return {
    activate: (input, output, count, activation) =>
      void simd.activateSpan(input * 4, output * 4, count, activationNumber[activation]),
    activateBackward: (output, outputGradient, inputGradient, count, activation) =>
      void simd.activateSpanBackward(
        output * 4,
        outputGradient * 4,
        inputGradient * 4,
        count,
        activationNumber[activation],
      ),
    randomMask: (mask, rows, columns, rate, kept, { seed, purpose, index, step, firstRow }) =>
      void simd.randomMask(
        mask * 4,
        rows,
        columns,
        Math.floor(rate * 2 ** 32),
        kept,
        seed,
        purpose,
        index,
        step,
        firstRow,
      ),
    multiply: (a, b, product, count) => void simd.multiply(a * 4, b * 4, product * 4, count),
    copy: (source, target, count) => void simd.copyRow(source * 4, target * 4, count),
    accumulate: (source, target, count) => void simd.accumulate(source * 4, target * 4, count),
    absoluteSum: (values, count) => simd.absoluteSum(values * 4, count),
    addSigns: (values, gradient, count, weight) =>
      void simd.addSigns(values * 4, gradient * 4, count, weight),
    columnVariances: (values, means, variances, rows, columns) =>
      void simd.columnVariances(values * 4, means * 4, variances * 4, rows, columns),
    normalizeColumns: ({ input, mean, inverse, scale, shift }, output, rows, columns) =>
      void simd.normalizeColumns(
        input * 4,
        mean * 4,
        inverse * 4,
        scale * 4,
        shift * 4,
        output * 4,
        rows,
        columns,
      ),
    normalizeColumnsBackward: ({ input, mean, inverse, scale }, gradients, rows, columns) =>
      void simd.normalizeColumnsBackward(
        input * 4,
        mean * 4,
        inverse * 4,
        scale * 4,
        gradients.output * 4,
        // Address 0 holds parameters, never a gradient, so it can mean none.
        Math.max(gradients.input, 0) * 4,
        gradients.scale * 4,
        gradients.shift * 4,
        rows,
        columns,
      ),
  };
}
