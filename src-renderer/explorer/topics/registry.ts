/** All topics of the explorer worker, by the name they are asked by: one file and one line each. */
import { convolution } from './convolution';

export const topics = {
  convolution,
};
