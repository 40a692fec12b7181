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
  /** Why nothing can be changed: the lab is open for reading alone. Null otherwise. */
  readOnly: z.string().nullable(),
});
export type AppInfo = z.infer<typeof appInfoSchema>;

/** What the page may hand over to be written as one file. */
const LARGEST_FILE_BYTES = 64 * 1024 * 1024;

const bytesSchema = z.custom<Uint8Array>(
  (value) => value instanceof Uint8Array && value.byteLength <= LARGEST_FILE_BYTES,
  `expected at most ${LARGEST_FILE_BYTES} bytes`,
);

export const savedFileSchema = z.object({
  /** Without its folder. */
  name: z.string(),
  sizeBytes: z.number().int(),
});
export type SavedFile = z.infer<typeof savedFileSchema>;

export const app = {
  info: call(z.void(), appInfoSchema),
  settings: call(z.void(), settingsSchema),
  changeSettings: call(settingsSchema.partial(), settingsSchema),
  /**
   * Writes a file where the user says in a save dialog; null when nobody chose a place. The name is only a suggestion,
   * its ending the kind of file.
   */
  saveFile: call(
    z.object({
      suggestedName: z.string().regex(/^[\w -]{1,100}\.(csv|png)$/),
      content: z.union([z.string().max(LARGEST_FILE_BYTES), bytesSchema]),
    }),
    savedFileSchema.nullable(),
  ),
  /** Puts a text on the clipboard, which the page itself may not touch. */
  copyText: call(z.object({ text: z.string().max(LARGEST_FILE_BYTES) }), z.void()),
  /** Opens the data folder in the file manager. */
  showDataFolder: call(z.void(), z.void()),
  /** An error that nobody caught: what happened, in a sentence. The app goes on. */
  failure: stream(z.object({ message: z.string() })),
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
        'bench',
        'compare',
        'runs',
        'settings',
        'about',
        'import',
      ]),
    }),
  ),
};
