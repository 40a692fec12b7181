/** Draws the filters of a layer as one picture: each weight a crisp square, blue below zero, orange above. */
import type { FilterSet } from '../../src-engine';

export interface Sheet {
  readonly heightPx: number;
  readonly widthPx: number;
  /** uint8 [heightPx, widthPx, 3]. */
  readonly pixels: Uint8Array;
}

export type Rgb = readonly [number, number, number];

export interface SheetLayout {
  readonly columns: number;
  /** Pixels along a side of a weight. */
  readonly scale: number;
  readonly heightPx: number;
  readonly widthPx: number;
}

/** The app's map for weights, from −1 over 0 to 1. */
const STOPS: readonly Rgb[] = [
  [0x21, 0x59, 0xa5],
  [0x86, 0xb3, 0xdd],
  [0xf5, 0xf3, 0xee],
  [0xeb, 0xa5, 0x7a],
  [0xb2, 0x3f, 0x12],
];
/** Steps of the map from 0 to 1. */
const MAP_STEPS = 120;
const GROUND: Rgb = [0x0f, 0x12, 0x14];
/** A sheet is about so wide, unless a single weight a pixel needs more. */
const WIDTH_PX = 1000;
const MAX_SCALE = 12;
const GAP_PX = 4;

/** One tile a unit in rows from left to right, nearly as high as wide, at most about `roomPx` wide. */
export function layoutSheet(
  { units, height, width }: Pick<FilterSet, 'units' | 'height' | 'width'>,
  roomPx = WIDTH_PX,
): SheetLayout {
  const columns = Math.ceil(Math.sqrt((units * height) / width));
  const rows = Math.ceil(units / columns);
  const scale = Math.max(1, Math.min(MAX_SCALE, Math.floor((roomPx / columns - GAP_PX) / width)));
  return {
    columns,
    scale,
    widthPx: columns * (width * scale + GAP_PX) + GAP_PX,
    heightPx: rows * (height * scale + GAP_PX) + GAP_PX,
  };
}

/** A picture of nothing but ground. */
export function blankSheet(widthPx: number, heightPx: number): Sheet {
  const pixels = new Uint8Array(widthPx * heightPx * 3);
  for (let i = 0; i < pixels.length; i++) pixels[i] = GROUND[i % 3] ?? 0;
  return { heightPx, widthPx, pixels };
}

/** Each tile has its own scale, symmetric around zero: its extreme value has the strongest colour. */
export function drawFilterSheet(filters: FilterSet): Sheet {
  const layout = layoutSheet(filters);
  const sheet = blankSheet(layout.widthPx, layout.heightPx);
  drawFilters(sheet, filters, layout, { left: 0, top: 0, extreme: null });
  return sheet;
}

/** Largest |x_j| of all units. */
export function extremeOf({ values }: Pick<FilterSet, 'values'>): number {
  let extreme = 0;
  for (const value of values) extreme = Math.max(extreme, Math.abs(value));
  return extreme;
}

/**
 * Draws all units over a place of a picture. Filters of three channels are drawn in their own colours around mid-grey.
 * @param extreme the |x_j| that gets the strongest colour; null gives each unit its own
 */
export function drawFilters(
  sheet: Sheet,
  filters: FilterSet,
  { columns, scale }: Pick<SheetLayout, 'columns' | 'scale'>,
  place: { readonly left: number; readonly top: number; readonly extreme: number | null },
): void {
  const { units, height, width, channels } = filters;
  const size = height * width * channels;
  for (let unit = 0; unit < units; unit++) {
    const values = filters.values.subarray(unit * size, (unit + 1) * size);
    const extreme = (place.extreme ?? extremeOf({ values })) || 1;
    const left = place.left + GAP_PX + (unit % columns) * (width * scale + GAP_PX);
    const top = place.top + GAP_PX + Math.floor(unit / columns) * (height * scale + GAP_PX);
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const weights = values.subarray((y * width + x) * channels, (y * width + x + 1) * channels);
        fillSquare(sheet, left + x * scale, top + y * scale, scale, colorOf(weights, extreme));
      }
    }
  }
}

function colorOf(weights: Float32Array, extreme: number): Rgb {
  if (weights.length === 1) return diverging(Math.max(-1, Math.min(1, (weights[0] ?? 0) / extreme)));
  const channel = (c: number): number =>
    Math.max(0, Math.min(255, Math.round(127.5 + (127.5 * (weights[c] ?? 0)) / extreme)));
  return [channel(0), channel(1), channel(2)];
}

/** Colours from −1 to 1 in equal steps; with the ground and two greys of text they fit into the palette of a GIF. */
const MAP: readonly Rgb[] = Array.from({ length: 2 * MAP_STEPS + 1 }, (_, step) => {
  const position = (step / (2 * MAP_STEPS)) * (STOPS.length - 1);
  const index = Math.min(STOPS.length - 2, Math.floor(position));
  const share = position - index;
  const mix = (c: 0 | 1 | 2): number =>
    Math.round((STOPS[index]?.[c] ?? 0) * (1 - share) + (STOPS[index + 1]?.[c] ?? 0) * share);
  return [mix(0), mix(1), mix(2)];
});

/** A colour of the app's map for weights. @param value in [−1, 1] */
export function diverging(value: number): Rgb {
  return MAP[MAP_STEPS + Math.round(value * MAP_STEPS)] ?? GROUND;
}

export function fillSquare(
  { pixels, widthPx }: Sheet,
  left: number,
  top: number,
  side: number,
  [red, green, blue]: Rgb,
): void {
  for (let y = top; y < top + side; y++) {
    for (let x = left; x < left + side; x++) {
      const at = (y * widthPx + x) * 3;
      pixels[at] = red;
      pixels[at + 1] = green;
      pixels[at + 2] = blue;
    }
  }
}
