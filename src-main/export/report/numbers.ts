/** How numbers are written in a report, and where an axis has its ticks. */

/** Four significant digits, without an exponent where people expect none. */
export function figure(value: number): string {
  if (value === 0) return '0';
  const size = Math.abs(value);
  const rounded = Number(value.toPrecision(4));
  return size >= 1e-3 && size < 1e6 ? String(rounded) : rounded.toExponential();
}

/** Of what was counted or measured. */
export function percent(share: number): string {
  return `${(100 * share).toFixed(share === 0 || share === 1 ? 0 : 2)} %`;
}

/** Of what was set. */
export function plainPercent(share: number): string {
  return `${Number((100 * share).toPrecision(4))} %`;
}

/** Thin spaces between thousands, as in print. */
export function count(value: number): string {
  return Math.round(value).toLocaleString('en').replaceAll(',', '\u2009');
}

/** E.g. `8 s`, `2 min 05 s`, `1 h 10 min`. */
export function duration(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, '0')} s`;
  return `${Math.floor(seconds / 3600)} h ${String(Math.floor((seconds % 3600) / 60)).padStart(2, '0')} min`;
}

/** In UTC, so that the same run gives the same report everywhere. */
export function moment(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/** Round numbers from `min` to `max`, about `wanted` of them. */
export function linearTicks(min: number, max: number, wanted: number): number[] {
  const rough = (max - min) / wanted;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10) * power;
  const first = Math.ceil(min / step - 1e-9);
  const last = Math.floor(max / step + 1e-9);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) =>
    Number(((first + index) * step).toPrecision(12)),
  );
}

/** Powers of ten within the range, and where these are few, their doubles and fives. */
export function logarithmicTicks(min: number, max: number): number[] {
  const ticks: number[] = [];
  const last = Math.ceil(Math.log10(max));
  const factors = Math.log10(max / min) > 3 ? [1] : [1, 2, 5];
  for (let power = Math.floor(Math.log10(min)); power <= last; power += 1) {
    for (const factor of factors) {
      const tick = Number((factor * 10 ** power).toPrecision(3));
      if (tick >= min && tick <= max) ticks.push(tick);
    }
  }
  return ticks;
}
