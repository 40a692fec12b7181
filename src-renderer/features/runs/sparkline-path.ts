/** A loss curve as the path of a tiny picture: logarithmic, as the large chart shows it, train and validation on one scale. */

export interface Curves {
  readonly train: readonly number[];
  readonly validation: readonly number[];
}

export interface SparklinePaths {
  readonly train: string;
  readonly validation: string;
}

/**
 * SVG paths in a box of `width` × `height`, the first point at the left edge and the last at the right.
 * Numbers that are not finite leave a gap; what is not positive is drawn on a linear scale instead of a logarithmic one.
 */
export function sparklinePaths({ train, validation }: Curves, width: number, height: number): SparklinePaths {
  const finite = [...train, ...validation].filter(Number.isFinite);
  const scale = finite.every((value) => value > 0) ? Math.log : (value: number): number => value;
  const low = Math.min(...finite.map(scale));
  const span = Math.max(...finite.map(scale)) - low;

  function path(values: readonly number[]): string {
    let isDrawing = false;
    return values
      .map((value, index) => {
        if (!Number.isFinite(value)) {
          isDrawing = false;
          return '';
        }
        const x = values.length === 1 ? width : (index / (values.length - 1)) * width;
        const y = span === 0 ? height / 2 : height - ((scale(value) - low) / span) * height;
        const command = isDrawing ? 'L' : 'M';
        isDrawing = true;
        return `${command}${round(x)} ${round(y)}`;
      })
      .join('');
  }

  return { train: path(train), validation: path(validation) };
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
