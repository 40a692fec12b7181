/** The window over a picture, prepared as the samples were that learned kernels come from. */
import {
  preparePicture,
  shiftable,
  type FeatureKernels,
  type FeatureMap,
  type ShiftablePicture,
} from '../../../src-engine';
import { topic } from '../topic';

export interface FrameQuestion {
  readonly picture: FeatureMap;
  readonly learned: FeatureKernels['learned'];
}

export const frame = topic(({ picture, learned }: FrameQuestion): ShiftablePicture =>
  shiftable(learned === null ? picture : preparePicture(picture, learned.layer, learned.input)),
);
