/** Changing a picture by hand: fitting it to a network, shifting it by pixels, painting on it. Pure; pixels in [0, 1]. */
import { luma } from '../../shared/pictures/picture';

/** Row-major [height, width, channels]. */
export interface EditablePicture {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly values: Float32Array;
}

interface Size {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/** The middle of the picture in the size and channels that a network takes; shrunk by the mean of the pixels covered. */
export function fitPicture(picture: EditablePicture, size: Size): EditablePicture {
  const own = picture.height === size.height && picture.width === size.width;
  return withChannels(own ? picture : resized(picture, size), size.channels);
}

function resized(picture: EditablePicture, { height, width }: Size): EditablePicture {
  const { channels } = picture;
  const scale = Math.min(picture.height / height, picture.width / width);
  const [top, left] = [(picture.height - height * scale) / 2, (picture.width - width * scale) / 2];
  const values = new Float32Array(height * width * channels);
  for (let y = 0; y < height; y++) {
    const rows = covered(top + y * scale, scale, picture.height);
    for (let x = 0; x < width; x++) {
      const columns = covered(left + x * scale, scale, picture.width);
      addMean(
        picture,
        rows,
        columns,
        values.subarray((y * width + x) * channels, (y * width + x + 1) * channels),
      );
    }
  }
  return { height, width, channels, values };
}

interface CoveredPixel {
  readonly index: number;
  readonly share: number;
}

/** Adds the mean of the pixels covered to `pixel` [channels]. */
function addMean(
  { width, channels, values }: EditablePicture,
  rows: readonly CoveredPixel[],
  columns: readonly CoveredPixel[],
  pixel: Float32Array,
): void {
  for (const row of rows) {
    for (const column of columns) {
      const from = (row.index * width + column.index) * channels;
      for (let c = 0; c < channels; c++) {
        pixel[c] = (pixel[c] ?? 0) + row.share * column.share * (values[from + c] ?? 0);
      }
    }
  }
}

/** The pixels that a stretch of a line covers, with the share of the stretch that each has. */
function covered(from: number, length: number, size: number): CoveredPixel[] {
  const parts: CoveredPixel[] = [];
  for (let index = Math.floor(from); index < from + length - 1e-9; index++) {
    const share = (Math.min(index + 1, from + length) - Math.max(index, from)) / length;
    parts.push({ index: Math.min(Math.max(index, 0), size - 1), share });
  }
  return parts;
}

function withChannels(picture: EditablePicture, channels: number): EditablePicture {
  if (picture.channels === channels) return picture;
  const { height, width, values } = picture;
  const made = new Float32Array(height * width * channels);
  for (let pixel = 0; pixel < height * width; pixel++) {
    if (channels === 1) {
      for (let c = 0; c < 3; c++)
        made[pixel] = (made[pixel] ?? 0) + (luma[c] ?? 0) * (values[3 * pixel + c] ?? 0);
    } else made.fill(values[pixel] ?? 0, pixel * channels, (pixel + 1) * channels);
  }
  return { height, width, channels, values: made };
}

/** Moved right by `dx` and down by `dy`; what comes in from outside is as the border. */
export function shiftPicture(picture: EditablePicture, dx: number, dy: number): EditablePicture {
  if (dx === 0 && dy === 0) return picture;
  const { height, width, channels } = picture;
  const values = new Float32Array(picture.values.length);
  for (let y = 0; y < height; y++) {
    const fromY = Math.min(Math.max(y - dy, 0), height - 1);
    for (let x = 0; x < width; x++) {
      const fromX = Math.min(Math.max(x - dx, 0), width - 1);
      const from = (fromY * width + fromX) * channels;
      values.set(picture.values.subarray(from, from + channels), (y * width + x) * channels);
    }
  }
  return { ...picture, values };
}

/** Median of the border, channel by channel: what an eraser leaves behind. */
export function groundOf({ height, width, channels, values }: EditablePicture): number[] {
  return Array.from({ length: channels }, (_, channel) => {
    const border: number[] = [];
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const isInside = y > 0 && y < height - 1 && x > 0 && x < width - 1;
        if (!isInside) border.push(values[(y * width + x) * channels + channel] ?? 0);
      }
    }
    border.sort((a, b) => a - b);
    return border[Math.floor(border.length / 2)] ?? 0;
  });
}

/** What a brush paints with: as far from the ground as numbers go. */
export function inkFor(ground: readonly number[]): number[] {
  return ground.map((level) => (level < 0.5 ? 1 : 0));
}

/**
 * A round dab with a soft edge of one pixel; pixels only ever come nearer to the colour.
 * @param x, y centre in pixels, whole numbers at the middle of a pixel
 */
export function paintDab(
  picture: EditablePicture,
  x: number,
  y: number,
  radiusPx: number,
  color: readonly number[],
): EditablePicture {
  const { height, width, channels } = picture;
  const values = picture.values.slice();
  for (let row = Math.max(0, Math.floor(y - radiusPx - 1)); row < Math.min(height, y + radiusPx + 2); row++) {
    for (
      let column = Math.max(0, Math.floor(x - radiusPx - 1));
      column < Math.min(width, x + radiusPx + 2);
      column++
    ) {
      const share = Math.min(1, Math.max(0, radiusPx + 0.5 - Math.hypot(column - x, row - y)));
      for (let channel = 0; channel < channels; channel++) {
        const at = (row * width + column) * channels + channel;
        const before = values[at] ?? 0;
        values[at] = before + share * ((color[channel] ?? 0) - before);
      }
    }
  }
  return { ...picture, values };
}

/** Dabs close enough to each other to be a line. */
export function paintStroke(
  picture: EditablePicture,
  from: { readonly x: number; readonly y: number },
  to: { readonly x: number; readonly y: number },
  radiusPx: number,
  color: readonly number[],
): EditablePicture {
  const steps = Math.max(1, Math.ceil(Math.hypot(to.x - from.x, to.y - from.y)));
  let painted = picture;
  for (let step = 1; step <= steps; step++) {
    const part = step / steps;
    painted = paintDab(
      painted,
      from.x + part * (to.x - from.x),
      from.y + part * (to.y - from.y),
      radiusPx,
      color,
    );
  }
  return painted;
}

/** A picture of nothing but the ground. */
export function clearPicture(picture: EditablePicture, ground: readonly number[]): EditablePicture {
  const values = Float32Array.from(picture.values, (_, at) => ground[at % picture.channels] ?? 0);
  return { ...picture, values };
}
