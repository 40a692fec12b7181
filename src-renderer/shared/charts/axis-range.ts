/** Arithmetic of what an axis shows: zooming around a value, panning, and the bounds of both. */

export interface Range {
  readonly min: number;
  readonly max: number;
}

/** The narrowest view, as a share of the whole axis. */
const finest = 1e-4;

/** Positions along an axis are linear in this: the value, or on a logarithmic axis its logarithm. */
function scaleOf(logarithmic: boolean): {
  to: (value: number) => number;
  from: (position: number) => number;
} {
  return logarithmic ? { to: Math.log, from: Math.exp } : { to: Number, from: Number };
}

/** `range` of the same length moved, or shortened, until it lies within `full`. */
function within(min: number, max: number, full: Range): Range {
  const length = Math.min(max - min, full.max - full.min);
  const start = Math.min(Math.max(min, full.min), full.max - length);
  return { min: start, max: start + length };
}

/**
 * The view after zooming: what lies at `at` stays there. Null when all of the axis is shown again.
 * @param factor below 1 shows less, above 1 more
 */
export function zoomed(
  range: Range,
  full: Range,
  at: number,
  factor: number,
  logarithmic = false,
): Range | null {
  const { to, from } = scaleOf(logarithmic);
  const whole = { min: to(full.min), max: to(full.max) };
  const [min, max, fixed] = [to(range.min), to(range.max), to(at)];
  const least = (whole.max - whole.min) * finest;
  const wanted = Math.max(factor, least / (max - min));
  if ((max - min) * wanted >= whole.max - whole.min) return null;
  const next = within(fixed - (fixed - min) * wanted, fixed + (max - fixed) * wanted, whole);
  return { min: from(next.min), max: from(next.max) };
}

/** The view moved by a share of its length, to larger values where it is positive; it stops at the ends of the axis. */
export function panned(range: Range, full: Range, share: number, logarithmic = false): Range {
  const { to, from } = scaleOf(logarithmic);
  const [min, max] = [to(range.min), to(range.max)];
  const by = (max - min) * share;
  const next = within(min + by, max + by, { min: to(full.min), max: to(full.max) });
  return { min: from(next.min), max: from(next.max) };
}

/** Two chosen values as a view within the axis; null where they leave nothing to see, or all of it. */
export function between(one: number, other: number, full: Range): Range | null {
  const min = Math.max(full.min, Math.min(one, other));
  const max = Math.min(full.max, Math.max(one, other));
  const whole = full.max - full.min;
  if (max - min < whole * finest || max - min >= whole) return null;
  return { min, max };
}
