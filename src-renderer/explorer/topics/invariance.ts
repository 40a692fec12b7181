/** The translation-invariance meter over many pictures. */
import {
  createInvarianceMeter,
  type FeatureKernels,
  type InvarianceResult,
  type ShiftAxis,
  type ShiftablePicture,
} from '../../../src-engine';
import { topic } from '../topic';

export interface InvarianceQuestion {
  readonly pictures: readonly ShiftablePicture[];
  readonly kernels: FeatureKernels;
  /** Sides of square regions. */
  readonly regions: readonly number[];
  readonly axis: ShiftAxis;
}

export const invariance = topic(
  async ({ pictures, kernels, regions, axis }: InvarianceQuestion, work): Promise<InvarianceResult> => {
    const meter = createInvarianceMeter((elements) => work.kernels(elements), { kernels, regions, axis });
    for (const [index, picture] of pictures.entries()) {
      work.progress(index / pictures.length);
      await work.breathe();
      meter.add(picture);
    }
    return meter.result();
  },
);
