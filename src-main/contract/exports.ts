/** Contract of exports: a run's trained network as a file of another program's format, verified before it is there. */
import { z } from 'zod';
import { call, stream } from './define';

const runId = z.number().int().positive();

export const exportFormatSchema = z.enum(['onnx', 'tfjs', 'safetensors', 'npz', 'pytorch', 'keras']);
export type ExportFormatId = z.infer<typeof exportFormatSchema>;

/** For people, and what the name of the main file ends with; '' where the export is a folder. */
export const exportFormatNames: Readonly<
  Record<ExportFormatId, { readonly title: string; readonly ending: string }>
> = {
  onnx: { title: 'ONNX', ending: '.onnx' },
  tfjs: { title: 'TensorFlow.js layers model', ending: '' },
  safetensors: { title: 'safetensors', ending: '.safetensors' },
  npz: { title: 'NPZ (NumPy)', ending: '.npz' },
  pytorch: { title: 'PyTorch source', ending: '.py' },
  keras: { title: 'Keras source', ending: '.py' },
};

/** How the written file, read back, answers the same inputs as the engine. */
export const verificationSchema = z.object({
  /** The program that read the file, e.g. `onnxruntime 1.30`. */
  reader: z.string(),
  /** What it could not show, as a sentence; '' where nothing is left to say. */
  note: z.string(),
  /** Inputs out of the run's own pictures; 256, fewer where one takes long. */
  samples: z.number().int(),
  /** Largest difference of any output, and relative to the largest output. */
  maxDifference: z.number(),
  relativeDifference: z.number(),
  /** Part of the samples whose largest output is the same; null for networks without classes. */
  sameClass: z.number().nullable(),
});
export type Verification = z.infer<typeof verificationSchema>;

export const exportResultSchema = z.object({
  /** For `showInFolder`. */
  id: z.number().int(),
  format: exportFormatSchema,
  /** Names of the files that were written, the main one first; of a TF.js model with its folder. */
  files: z.array(z.string()),
  bytes: z.number(),
  verification: verificationSchema,
  /** Loads the model and asks it for the classes of one picture. */
  loadingCode: z.object({ python: z.string().nullable(), javascript: z.string().nullable() }),
  /** What travels as text because the format cannot compute it, e.g. how files were resized. */
  notes: z.array(z.string()),
  /** The epoch whose weights were written. */
  epoch: z.number().int(),
});
export type ExportResult = z.infer<typeof exportResultSchema>;

export const exportProgressSchema = z.object({
  token: z.string(),
  stage: z.enum(['preparing', 'writing', 'verifying']),
  /** In [0, 1]. */
  progress: z.number(),
});
export type ExportProgress = z.infer<typeof exportProgressSchema>;

export const exports = {
  /** Asks for a place by a dialog of the system; null where it was closed. */
  write: call(
    z.object({
      runId,
      format: exportFormatSchema,
      /** Names this export in `progress` and `cancel`. */
      token: z.string().min(1).max(64),
    }),
    exportResultSchema.nullable(),
  ),
  /** It fails with kind `cancelled`, and no file is left. */
  cancel: call(z.object({ token: z.string().max(64) }), z.void()),
  showInFolder: call(z.object({ id: z.number().int() }), z.void()),
  /** At most ten times a second. */
  progress: stream(exportProgressSchema),
};
