/** All topics of the explorer worker, by the name they are asked by: one file and one line each. */
import { convolution } from './convolution';
import { layerMaps } from './layer-maps';
import { unitMap } from './unit-map';

export const topics = {
  convolution,
  layerMaps,
  unitMap,
};
