/** Where a map is smallest and largest. */
import type { FeatureMap } from './feature-map';

export interface Extreme {
  readonly value: number;
  readonly x: number;
  readonly y: number;
}

/** The first place of each, row by row; over all channels. */
export interface Extremes {
  readonly smallest: Extreme;
  readonly largest: Extreme;
}

/** A map that knows its extremes. */
export interface MeasuredMap extends FeatureMap {
  readonly extremes: Extremes;
}

/** The same numbers, measured. Shapes: map [H,W,C], at least one number. */
export function measureMap(map: FeatureMap): MeasuredMap {
  const { width, channels, values } = map;
  let [low, high] = [0, 0];
  for (let at = 1; at < values.length; at += 1) {
    if (values[at] < values[low]) low = at;
    else if (values[at] > values[high]) high = at;
  }
  const extreme = (at: number): Extreme => {
    const cell = Math.floor(at / channels);
    return { value: values[at], x: cell % width, y: Math.floor(cell / width) };
  };
  return { ...map, extremes: { smallest: extreme(low), largest: extreme(high) } };
}
