/** Maps as they are shown: one channel. */
import type { FeatureMap } from '../../../src-engine';

/** New numbers [height, width, 1]; the map itself where it has one channel. */
export function oneChannel(map: FeatureMap, channel: number): FeatureMap {
  if (map.channels === 1) return map;
  const values = new Float32Array(map.height * map.width);
  for (let index = 0; index < values.length; index++) {
    values[index] = map.values[index * map.channels + channel] ?? 0;
  }
  return { height: map.height, width: map.width, channels: 1, values };
}
