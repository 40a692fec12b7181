/** Which values are written along a logarithmic axis. */
import type { Range } from './axis-range';

/** Digits that stand at the marks of one decade, from few to many. */
const digitsOfDecade = [
  [1, 3],
  [1, 2, 5],
  [1, 2, 3, 5, 7],
] as const;
const linearSteps = [1, 2, 5] as const;
/** Of the even distance: round values are never quite evenly spaced. */
const leastRoom = 0.65;

/** Without the dust of powers and sums: 0.3, not 0.30000000000000004. */
function tidy(value: number): number {
  return Number(value.toPrecision(12));
}

function powersOfTen({ min, max }: Range, everyDecades: number): number[] {
  const first = Math.ceil(Math.log10(min) / everyDecades - 1e-9);
  const last = Math.floor(Math.log10(max) / everyDecades + 1e-9);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) =>
    tidy(10 ** ((first + index) * everyDecades)),
  );
}

function digitsTimesPowers({ min, max }: Range, digits: readonly number[]): number[] {
  const lower = tidy(10 ** Math.floor(Math.log10(min)));
  return powersOfTen({ min: lower, max }, 1).flatMap((power) => digits.map((digit) => tidy(digit * power)));
}

function multiples({ min, max }: Range, step: number): number[] {
  const first = Math.ceil(min / step);
  const count = Math.floor(max / step) - first + 1;
  return Array.from({ length: Math.max(0, count) }, (_, index) => tidy((first + index) * step));
}

/** Equal steps: what a part of a decade looks like when it is looked at closely. */
function evenSteps(range: Range, most: number): number[][] {
  const size = Math.floor(Math.log10((range.max - range.min) / most));
  return [size, size + 1].flatMap((power) =>
    linearSteps.map((step) => multiples(range, tidy(step * 10 ** power))),
  );
}

/**
 * As many round values as have room: whole decades, or every second, third … of them, over a wide range; 1, 2, 5 within a
 * few decades; equal steps within a part of one.
 * @param range from above 0
 * @param most as many would stand side by side if they were evenly spaced, at least 2
 * @param whole whether only whole numbers are places of the axis
 * @returns ascending, within the range, no two nearer than 0.65/most of it
 */
export function logTicks(range: Range, most: number, whole = false): number[] {
  const length = Math.log(range.max / range.min);
  if (!(length > 0)) return [range.min];
  const decades = Math.ceil(length / Math.LN10);
  const everyFew = Array.from({ length: decades }, (_, index) => powersOfTen(range, index + 1));
  const partOfDecades = digitsOfDecade.map((digits) => digitsTimesPowers(range, digits));
  const inside = (value: number): boolean =>
    value >= range.min && value <= range.max && (!whole || Number.isInteger(value));
  const nearest = (leastRoom * length) / most;
  const isRoomy = (ticks: readonly number[]): boolean =>
    ticks.every((tick, index) => index === 0 || Math.log(tick / (ticks[index - 1] ?? tick)) >= nearest);
  return [...everyFew, ...partOfDecades, ...evenSteps(range, most)]
    .map((ticks) => ticks.filter(inside))
    .filter(isRoomy)
    .reduce((best, ticks) => (ticks.length > best.length ? ticks : best), []);
}
