/** Numbers in small cells: how they are written, and the colours of the cell behind them. */
import { divergingMap, mapIndex } from './diverging-map';
import { intensityIndex, intensityMap } from './intensity-map';

/** Short enough for a cell: whole numbers as they are, others with two decimals and no leading zero. */
export function shortNumber(value: number): string {
  if (Number.isInteger(value)) return String(value).replace('-', '−');
  const size = Math.abs(value);
  if (size >= 100) return value.toFixed(0).replace('-', '−');
  if (size >= 10) return value.toFixed(1).replace('-', '−');
  const text = value.toFixed(2).replace('-', '−');
  return text.replace(/^(−?)0\./, '$1.');
}

/** As a style binding takes them. */
export type CellColors = Readonly<Record<'backgroundColor' | 'color', string>>;

/** From one end of the diverging map to the other; `extreme` gets the ends. */
export function cellColors(value: number, extreme: number): CellColors {
  const share = extreme > 0 ? value / extreme : 0;
  return colorsOf(divergingMap()[mapIndex(share)] ?? 0);
}

/** From one end of the map of intensities, at zero, to the other, at `extreme`; what lies outside is clipped. */
export function intensityColors(value: number, extreme: number): CellColors {
  const share = extreme > 0 ? value / extreme : 0;
  return colorsOf(intensityMap()[intensityIndex(share)] ?? 0);
}

/** From black to white, values in [0, 1]; those outside are clipped. */
export function greyColors(value: number): CellColors {
  const level = Math.round(255 * Math.max(0, Math.min(1, value)));
  return colorsOf((level << 16) | (level << 8) | level);
}

const dark = '#14191c';
const light = '#ffffff';

/** @param packed as ImageData holds it: red in the lowest byte */
function colorsOf(packed: number): CellColors {
  const [red, green, blue] = [packed & 255, (packed >> 8) & 255, (packed >> 16) & 255];
  const linear = [red, green, blue].map((level) => (level / 255) ** 2.2);
  const [r = 0, g = 0, b = 0] = linear;
  const luminance = 0.2126 * r + 0.7152 * g + 0.0722 * b;
  // Where black and white letters stand out alike (WCAG contrast).
  return {
    backgroundColor: `rgb(${red} ${green} ${blue})`,
    color: luminance > 0.179 ? dark : light,
  };
}
