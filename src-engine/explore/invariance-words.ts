/** Says in a sentence what a shift did to the features, and nothing that the numbers do not say. */
import type { PoolSettings } from './pooling';

export interface ShiftSeen {
  /** In pixels, positive to the right and down. */
  readonly dx: number;
  readonly dy: number;
  readonly kind: PoolSettings['kind'];
  readonly region: number;
  /** Relative changes before and after pooling, ≥ 0; null where there were no features to compare. */
  readonly before: number | null;
  readonly after: number | null;
  /** How many pictures the changes are a mean over. */
  readonly pictures: number;
}

/** Whole percent; what is not nothing is never called 0 %. */
function percent(change: number): string {
  if (change === 0) return '0\u202f%';
  return change < 0.005 ? 'less than 1\u202f%' : `${Math.round(change * 100)}\u202f%`;
}

function direction(dx: number, dy: number): string {
  const parts: string[] = [];
  if (dx !== 0) parts.push(`${Math.abs(dx)} px to the ${dx > 0 ? 'right' : 'left'}`);
  if (dy !== 0) parts.push(`${Math.abs(dy)} px ${dy > 0 ? 'down' : 'up'}`);
  return parts.join(' and ');
}

/** What the two rounded changes say beside each other. */
function comparison(before: number, after: number): string {
  if (percent(after) === percent(before)) return `by ${percent(after)} as well: pooling does not help here`;
  if (after > before) return `by ${percent(after)}, which is more`;
  return `by ${percent(after)}`;
}

/** E.g. “A shift of 2 px to the right changes the features by 84 %; after 4×4 max pooling by 31 %.” */
export function describeShift({ dx, dy, kind, region, before, after, pictures }: ShiftSeen): string {
  const over = pictures > 1 ? ` on average over ${pictures} pictures` : '';
  const pooling = `after ${region}×${region} ${kind} pooling`;
  if (before === null) {
    const whose = pictures > 1 ? 'These pictures give' : 'This picture gives';
    return `${whose} no features with this kernel, so there is no change to measure.`;
  }
  if (dx === 0 && dy === 0) return 'Without a shift nothing changes, neither before pooling nor after it.';
  const shift = `A shift of ${direction(dx, dy)}`;
  if (before === 0) return `${shift} does not change the features at all${over}.`;
  const first = `${shift} changes the features by ${percent(before)}${over}`;
  if (after === null) return `${first}; ${pooling} nothing is left to compare.`;
  return `${first}; ${pooling} ${comparison(before, after)}.`;
}
