/** All topics of the explorer worker, by the name they are asked by: one file and one line each. */
import { convolution } from './convolution';
import { invariance } from './invariance';
import { pooling } from './pooling';
import { shift } from './shift';

export const topics = {
  convolution,
  invariance,
  pooling,
  shift,
};
