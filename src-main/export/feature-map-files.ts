/** What a layer makes of one picture, as pictures: the picture itself, all maps on one sheet, and each map alone. */
import { mapsOfPicture, type FeatureMap } from '../../src-engine';
import { AppError } from '../contract/errors';
import type { WrittenFile } from './export-format';
import { blankSheet, diverging, fillSquare, type Rgb, type Sheet } from './filter-sheet';
import { encodePng } from './png';
import type { RunRecord } from './run-record';

/** The app's map for intensities, from nothing to the most. */
const INTENSITIES: readonly Rgb[] = [
  [0x15, 0x15, 0x1f],
  [0x0f, 0x35, 0x60],
  [0x00, 0x64, 0x89],
  [0x00, 0x93, 0x91],
  [0x51, 0xba, 0x8b],
  [0xb9, 0xd6, 0x9f],
  [0xf8, 0xf6, 0xe7],
];
/** Small maps are drawn with squares, so that their side is about so long. */
const WANTED_SIDE_PX = 128;
const GAP_PX = 4;
/** A sheet is about so wide and high at most; of larger maps it shows the strongest of neighbouring numbers. */
const SHEET_SIDE_PX = 2400;

export function featureMapFiles(
  { run, experiment, maps: source }: RunRecord,
  kernelsWasm: Uint8Array | null,
): { readonly files: readonly WrittenFile[]; readonly notes: readonly string[] } {
  if (source === null) throw new AppError('internal', `Run ${run.id} came without a picture to show it.`);
  const { layer, picture, sampleShape, classCount, checkpoint, pictureName, ...input } = source;
  const { height, width, channels, pixels } = picture;
  const seen = { height, width, channels, values: Float32Array.from(pixels, (pixel) => pixel / 255) };
  const network = { experiment, sampleShape, classCount, checkpoint };
  const maps = mapsOfPicture({ ...input, source: network, layer, picture: seen, kernelsWasm });
  const scale = scaleOf(maps.values);
  const count = maps.channels;
  const digits = String(count).length;
  const single = Array.from({ length: count }, (_, map) => ({
    name: `map-${String(map + 1).padStart(digits, '0')}.png`,
    bytes: encodePng(drawMap(maps, map, scale)),
  }));
  const files = [
    { name: 'maps.png', bytes: encodePng(drawSheet(maps, scale)) },
    { name: 'picture.png', bytes: encodePng(drawPicture(seen)) },
    ...single,
  ];
  const range = scale.isSigned
    ? `from ${shown(-scale.extreme)} (blue) over 0 (white) to ${shown(scale.extreme)} (orange)`
    : `from 0 (dark) to ${shown(scale.extreme)} (light)`;
  return {
    files,
    notes: [
      `${count} maps of ${maps.height}×${maps.width} numbers of layer ${layer + 1}, for the picture ${pictureName}; all have one scale, ${range}.`,
    ],
  };
}

interface Scale {
  readonly extreme: number;
  readonly isSigned: boolean;
}

/** One for all maps of a layer, so that they can be compared. */
function scaleOf(values: Float32Array): Scale {
  let [least, most] = [0, 0];
  for (const value of values) {
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  return { extreme: Math.max(-least, most) || 1, isSigned: least < 0 };
}

function colorOf(value: number, { extreme, isSigned }: Scale): Rgb {
  const share = Math.max(-1, Math.min(1, value / extreme));
  if (isSigned) return diverging(share);
  const position = Math.max(0, share) * (INTENSITIES.length - 1);
  const index = Math.min(INTENSITIES.length - 2, Math.floor(position));
  const mix = (c: 0 | 1 | 2): number => {
    const [from, to] = [INTENSITIES[index]?.[c] ?? 0, INTENSITIES[index + 1]?.[c] ?? 0];
    return Math.round(from + (to - from) * (position - index));
  };
  return [mix(0), mix(1), mix(2)];
}

function squareOf({ height, width }: Pick<FeatureMap, 'height' | 'width'>): number {
  return Math.max(1, Math.floor(WANTED_SIDE_PX / Math.max(height, width)));
}

function drawMap(maps: FeatureMap, map: number, scale: Scale): Sheet {
  const side = squareOf(maps);
  const sheet = blankSheet(maps.width * side, maps.height * side);
  drawAt(sheet, maps, map, scale, { left: 0, top: 0, side, every: 1 });
  return sheet;
}

function drawSheet(maps: FeatureMap, scale: Scale): Sheet {
  const { height, width, channels } = maps;
  const columns = Math.ceil(Math.sqrt((channels * height) / width));
  const rows = Math.ceil(channels / columns);
  const room = Math.floor(SHEET_SIDE_PX / Math.max(columns, rows)) - GAP_PX;
  const every = Math.max(1, Math.ceil(Math.max(height, width) / Math.max(1, room)));
  const [tileHeight, tileWidth] = [Math.ceil(height / every), Math.ceil(width / every)];
  const side = Math.max(
    1,
    Math.min(
      squareOf({ height: tileHeight, width: tileWidth }),
      Math.floor(room / Math.max(tileHeight, tileWidth)),
    ),
  );
  const sheet = blankSheet(
    columns * (tileWidth * side + GAP_PX) + GAP_PX,
    rows * (tileHeight * side + GAP_PX) + GAP_PX,
  );
  for (let map = 0; map < channels; map += 1) {
    const left = GAP_PX + (map % columns) * (tileWidth * side + GAP_PX);
    const top = GAP_PX + Math.floor(map / columns) * (tileHeight * side + GAP_PX);
    drawAt(sheet, maps, map, scale, { left, top, side, every });
  }
  return sheet;
}

/** @param place.every so many rows and columns become one square: of the number among them that is farthest from zero */
function drawAt(
  sheet: Sheet,
  { height, width, channels, values }: FeatureMap,
  map: number,
  scale: Scale,
  {
    left,
    top,
    side,
    every,
  }: { readonly left: number; readonly top: number; readonly side: number; readonly every: number },
): void {
  const strongest = (firstY: number, firstX: number): number => {
    let found = 0;
    for (let y = firstY; y < Math.min(firstY + every, height); y += 1) {
      for (let x = firstX; x < Math.min(firstX + every, width); x += 1) {
        const value = values[(y * width + x) * channels + map] ?? 0;
        if (Math.abs(value) > Math.abs(found)) found = value;
      }
    }
    return found;
  };
  for (let y = 0; y < height; y += every) {
    for (let x = 0; x < width; x += every) {
      const color = colorOf(strongest(y, x), scale);
      fillSquare(sheet, left + (x / every) * side, top + (y / every) * side, side, color);
    }
  }
}

function drawPicture({ height, width, channels, values }: FeatureMap): Sheet {
  const side = squareOf({ height, width });
  const sheet = blankSheet(width * side, height * side);
  for (let i = 0; i < height * width; i += 1) {
    const level = (c: number): number =>
      Math.round(255 * (values[i * channels + (channels === 1 ? 0 : c)] ?? 0));
    fillSquare(sheet, (i % width) * side, Math.floor(i / width) * side, side, [level(0), level(1), level(2)]);
  }
  return sheet;
}

function shown(value: number): string {
  return String(Number(value.toPrecision(3)));
}
