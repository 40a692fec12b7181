/** Contract of the app itself: what it is made of, its settings, its data folder. */
import { z } from 'zod';
import { call, stream } from './define';

export const settingsSchema = z.object({
  theme: z.enum(['system', 'dark', 'light']),
  /** Runs that the queue trains at a time; as many as there are cores until it is chosen. */
  parallelRuns: z.number().int().min(1).max(64),
  /** Columns of the table of runs, by the page's names for them; null for the usual ones. */
  runColumns: z.array(z.string().max(40)).max(100).nullable(),
});
export type Settings = z.infer<typeof settingsSchema>;

export const appInfoSchema = z.object({
  version: z.string(),
  electron: z.string(),
  chromium: z.string(),
  node: z.string(),
  platform: z.string(),
  /** Kernels the engine trains with here, e.g. `SIMD, revectorised`. */
  kernels: z.string(),
  /**
   * All that were measured, in GFLOP/s; none where there is no choice. Those that are not exact are used only by runs
   * that allow it.
   */
  kernelSpeeds: z.array(z.object({ name: z.string(), gigaflops: z.number(), exact: z.boolean() })),
  /** Threads the machine can run at once; a run takes as many as make it faster. */
  cores: z.number().int(),
});
export type AppInfo = z.infer<typeof appInfoSchema>;

export const app = {
  info: call(z.void(), appInfoSchema),
  settings: call(z.void(), settingsSchema),
  changeSettings: call(settingsSchema.partial(), settingsSchema),
  /** Opens the data folder in the file manager. */
  showDataFolder: call(z.void(), z.void()),
  /** The user chose an entry of the application menu that the page answers, e.g. a view. */
  menu: stream(
    z.object({
      command: z.enum([
        'home',
        'data',
        'lab',
        'filters',
        'convolution',
        'pooling',
        'chain',
        'runs',
        'import',
      ]),
    }),
  ),
};
