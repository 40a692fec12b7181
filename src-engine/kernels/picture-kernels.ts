/**
 * Arithmetic on pictures with a window that slides over them. Legend: N samples, H×W pixels, C channels, R×S
 * window; pictures are [N,H,W,C], what the window yields is [N,Ho,Wo,…]. Rules as in `kernels.ts`.
 */

/** A picture and the window over it: output pixel (y,x) sees the pixels (y·strideY + r·dilationY − top, …). */
export interface Window {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  /** R and S. */
  readonly windowHeight: number;
  readonly windowWidth: number;
  readonly strideY: number;
  readonly strideX: number;
  readonly dilationY: number;
  readonly dilationX: number;
  /** Zeros above and on the left; those below and on the right follow from the output's size. */
  readonly top: number;
  readonly left: number;
  /** Ho and Wo. */
  readonly outHeight: number;
  readonly outWidth: number;
}

/** What becomes of a number once the mean is removed: offset + gain·clip(factor·x, ±limit). */
export interface Rescaling {
  readonly factor: number;
  readonly limit: number;
  readonly gain: number;
  readonly offset: number;
}

export interface PictureKernels {
  /**
   * Lays out what the window sees at each place as one row; 0 outside the picture. Overwrites columns.
   * Shapes: pictures [N,H,W,C] → columns [N·Ho·Wo, R·S·C].
   * @see Chellapilla, Puri & Simard 2006
   */
  im2col(pictures: number, columns: number, samples: number, window: Window): void;
  /**
   * The transpose of `im2col`: adds every entry of a row back to the pixel it was taken from. Overwrites pictures.
   * Shapes: columns [N·Ho·Wo, R·S·C] → pictures [N,H,W,C].
   */
  col2im(columns: number, pictures: number, samples: number, window: Window): void;

  /**
   * Removes the mean of each row and rescales what is left, in place, to the bits of `applyPreprocessing`.
   * Shapes: rows [count, length].
   */
  centreRows(rows: number, count: number, length: number, rescaling: Rescaling): void;

  /** Largest number under the window, channel by channel; no padding. Shapes: pictures [N,H,W,C] → pooled [N,Ho,Wo,C]. Overwrites pooled. */
  maxPool(pictures: number, pooled: number, samples: number, window: Window): void;
  /**
   * Routes each gradient to the first pixel, row by row, that holds the maximum. Overwrites pictureGradient.
   * Shapes: pictures, pictureGradient [N,H,W,C]; pooled, pooledGradient [N,Ho,Wo,C].
   */
  maxPoolBackward(
    pictures: number,
    pooled: number,
    pooledGradient: number,
    pictureGradient: number,
    samples: number,
    window: Window,
  ): void;

  /** scale·Σ under the window; no padding. With scale 1/(R·S) the mean. Shapes: pictures [N,H,W,C] → pooled [N,Ho,Wo,C]. Overwrites pooled. */
  sumPool(pictures: number, pooled: number, samples: number, window: Window, scale: number): void;
  /** The transpose of `sumPool`: adds scale·pooled to all pixels under the window. Overwrites pictures. */
  spread(pooled: number, pictures: number, samples: number, window: Window, scale: number): void;
}
