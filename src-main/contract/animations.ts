/** Contract of filters through time as a file: an animated picture, or its frames. */
import { z } from 'zod';
import { savedFileSchema } from './app';
import { call, stream } from './define';

const runId = z.number().int().positive();
const token = z.string().max(64);

export const animationFormatSchema = z.enum(['gif', 'webp', 'zip']);
/** gif and webp play by themselves, for ever; zip holds a PNG for each frame. */
export type AnimationFormat = z.infer<typeof animationFormatSchema>;

export const animationSchema = z.object({
  /** Side by side, each at its kept epoch nearest before that of the frame. */
  runIds: z.array(runId).min(1).max(20),
  format: animationFormatSchema,
  framesPerSecond: z.number().min(1).max(30),
  /** common: one scale for all pictures of all runs and epochs · unit: each picture has its own. */
  scale: z.enum(['common', 'unit']),
});
export type Animation = z.infer<typeof animationSchema>;

export const animationFileSchema = savedFileSchema.extend({
  frames: z.number().int(),
  widthPx: z.number().int(),
  heightPx: z.number().int(),
});
export type AnimationFile = z.infer<typeof animationFileSchema>;

export const animations = {
  /** Asks where the file shall go, then makes it; null when nobody chose a place. */
  save: call(animationSchema.extend({ token }), animationFileSchema.nullable()),
  /** Ends the work under way: it fails with kind `cancelled` and leaves no file. */
  cancel: call(z.object({ token }), z.void()),
  /** In [0, 1]. */
  progress: stream(z.object({ token, progress: z.number() })),
};
