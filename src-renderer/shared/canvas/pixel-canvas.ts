/** Canvases whose pixels are device pixels, so that whole scales stay whole on every screen. */

export interface PixelSurface {
  readonly image: ImageData;
  readonly pixels: Uint32Array;
  readonly widthPx: number;
  readonly heightPx: number;
}

/** Sizes the canvas in device pixels and its box in CSS pixels to match. */
export function sizeCanvas(canvas: HTMLCanvasElement, widthPx: number, heightPx: number): void {
  if (canvas.width !== widthPx || canvas.height !== heightPx) {
    canvas.width = widthPx;
    canvas.height = heightPx;
  }
  canvas.style.width = `${widthPx / devicePixelRatio}px`;
  canvas.style.height = `${heightPx / devicePixelRatio}px`;
}

export function createSurface(widthPx: number, heightPx: number): PixelSurface {
  const image = new ImageData(widthPx, heightPx);
  return { image, pixels: new Uint32Array(image.data.buffer), widthPx, heightPx };
}

export function context2d(canvas: HTMLCanvasElement): CanvasRenderingContext2D {
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('This canvas has no 2d context.');
  return context;
}
