/** All topics of the explorer worker, by the name they are asked by: one file and one line each. */
import { chain, openChain } from './chain';
import { convolution } from './convolution';
import { frame } from './frame';
import { invariance } from './invariance';
import { layerBand, openLayer, unitMap } from './layer';
import { learnedKernels } from './learned-kernels';
import { pooling } from './pooling';
import { shift } from './shift';

export const topics = {
  convolution,
  openChain,
  chain,
  frame,
  invariance,
  layerBand,
  openLayer,
  learnedKernels,
  pooling,
  shift,
  unitMap,
};
