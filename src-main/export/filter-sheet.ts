/** Draws the filters of a layer as one picture: each weight a crisp square, blue below zero, orange above. */
import type { FilterSet } from '../../src-engine';

export interface Sheet {
  readonly heightPx: number;
  readonly widthPx: number;
  /** uint8 [heightPx, widthPx, 3]. */
  readonly pixels: Uint8Array;
}

type Rgb = readonly [number, number, number];

/** The app's map for weights, from −1 over 0 to 1. */
const STOPS: readonly Rgb[] = [
  [0x21, 0x59, 0xa5],
  [0x86, 0xb3, 0xdd],
  [0xf5, 0xf3, 0xee],
  [0xeb, 0xa5, 0x7a],
  [0xb2, 0x3f, 0x12],
];
const GROUND: Rgb = [0x0f, 0x12, 0x14];
/** A sheet is about so wide, unless a single weight a pixel needs more. */
const WIDTH_PX = 1000;
const MAX_SCALE = 12;
const GAP_PX = 4;

/**
 * One tile a unit in rows from left to right. Each tile has its own scale, symmetric around zero: its extreme value has the
 * strongest colour. Filters of three channels are drawn in their own colours around mid-grey.
 */
export function drawFilterSheet(filters: FilterSet): Sheet {
  const { units, height, width } = filters;
  const columns = Math.ceil(Math.sqrt((units * height) / width));
  const rows = Math.ceil(units / columns);
  const scale = Math.max(1, Math.min(MAX_SCALE, Math.floor((WIDTH_PX / columns - GAP_PX) / width)));
  const widthPx = columns * (width * scale + GAP_PX) + GAP_PX;
  const heightPx = rows * (height * scale + GAP_PX) + GAP_PX;
  const pixels = new Uint8Array(widthPx * heightPx * 3);
  for (let i = 0; i < pixels.length; i++) pixels[i] = GROUND[i % 3] ?? 0;
  const sheet = { heightPx, widthPx, pixels };
  for (let unit = 0; unit < units; unit++) {
    const left = GAP_PX + (unit % columns) * (width * scale + GAP_PX);
    const top = GAP_PX + Math.floor(unit / columns) * (height * scale + GAP_PX);
    drawUnit(sheet, filters, unit, left, top, scale);
  }
  return sheet;
}

function drawUnit(
  sheet: Sheet,
  filters: FilterSet,
  unit: number,
  left: number,
  top: number,
  scale: number,
): void {
  const { height, width, channels } = filters;
  const size = height * width * channels;
  const values = filters.values.subarray(unit * size, (unit + 1) * size);
  const extreme = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0) || 1;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const weights = values.subarray((y * width + x) * channels, (y * width + x + 1) * channels);
      fill(sheet, left + x * scale, top + y * scale, scale, colorOf(weights, extreme));
    }
  }
}

function colorOf(weights: Float32Array, extreme: number): Rgb {
  if (weights.length === 1) return diverging((weights[0] ?? 0) / extreme);
  const channel = (c: number): number => Math.round(127.5 + (127.5 * (weights[c] ?? 0)) / extreme);
  return [channel(0), channel(1), channel(2)];
}

/** @param value in [−1, 1] */
function diverging(value: number): Rgb {
  const position = ((value + 1) / 2) * (STOPS.length - 1);
  const index = Math.min(STOPS.length - 2, Math.floor(position));
  const share = position - index;
  const mix = (c: 0 | 1 | 2): number =>
    Math.round((STOPS[index]?.[c] ?? 0) * (1 - share) + (STOPS[index + 1]?.[c] ?? 0) * share);
  return [mix(0), mix(1), mix(2)];
}

function fill(
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
