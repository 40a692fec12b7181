/** All topics of the explorer worker, by the name they are asked by: one file and one line each. */
import { convolution } from './convolution';
import { invariance } from './invariance';
import { layerMaps } from './layer-maps';
import { pooling } from './pooling';
import { shift } from './shift';
import { unitMap } from './unit-map';

export const topics = {
  convolution,
  invariance,
  layerMaps,
  pooling,
  shift,
  unitMap,
};
