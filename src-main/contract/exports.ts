/** Contract of exports: what a run has learned and recorded as a file, verified before it is there. */
import { z } from 'zod';
import { call, stream } from './define';

const runId = z.number().int().positive();

/** Formats that hold the trained network for other programs; what they say is compared with what the engine says. */
export const modelFormatSchema = z.enum(['onnx', 'tfjs', 'safetensors', 'npz', 'pytorch', 'keras']);
export type ModelFormatId = z.infer<typeof modelFormatSchema>;

/**
 * bundle: the whole run, to be opened by another Simplecell · report: one page to read · curves: all epochs as a table ·
 * filters: one sheet · filterPictures: a file for each · featureMaps: what a layer makes of one picture, a file for each
 * map · experiment: the settings as the lab reads them.
 */
export const recordFormatSchema = z.enum([
  'bundle',
  'report',
  'curves',
  'filters',
  'filterPictures',
  'featureMaps',
  'experiment',
]);
export type RecordFormatId = z.infer<typeof recordFormatSchema>;

export const exportFormatSchema = z.enum([...modelFormatSchema.options, ...recordFormatSchema.options]);
export type ExportFormatId = z.infer<typeof exportFormatSchema>;

export function isModelFormat(format: ExportFormatId): format is ModelFormatId {
  return modelFormatSchema.safeParse(format).success;
}

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
  bundle: { title: 'Simplecell bundle', ending: '.simplecell' },
  report: { title: 'Report (HTML)', ending: '.html' },
  curves: { title: 'Curves (CSV)', ending: '.csv' },
  filters: { title: 'Filters, one sheet (PNG)', ending: '.png' },
  filterPictures: { title: 'Filters, single pictures (PNG)', ending: '' },
  featureMaps: { title: 'Feature maps (PNG)', ending: '' },
  experiment: { title: 'Experiment (JSON)', ending: '.json' },
};

export const exportOptionsSchema = z.object({
  /** Of a bundle: whether the pictures go along. */
  withDataset: z.boolean().default(false),
  /** Of feature maps: a layer out of `mapLayers`; the first of them where it is null. */
  layer: z.number().int().min(0).max(63).nullable().default(null),
  /** Of feature maps: a picture of the run's data set; its first one where it is null. */
  itemId: z.number().int().positive().nullable().default(null),
});
export type ExportOptions = z.infer<typeof exportOptionsSchema>;

/** Most that any output of a written file may differ from the engine's, relative to the largest output. */
export const exportTolerance = 1e-5;

/** How the written file, read back, answers the same inputs as the engine. */
export const verificationSchema = z.object({
  /** The program that read the file, e.g. `onnxruntime 1.30`. */
  reader: z.string(),
  /** What it could not show, as a sentence; '' where nothing is left to say. */
  note: z.string(),
  /** Inputs out of the run's own pictures; 256, fewer where one takes long. Where those are gone, `note` says what took their place. */
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
  /** Null where the file gives no answers that could be compared. */
  verification: verificationSchema.nullable(),
  /** What was looked at instead, as a sentence; '' where there is a verification. */
  check: z.string(),
  /** Loads the model and asks it for the classes of one picture. */
  loadingCode: z.object({ python: z.string().nullable(), javascript: z.string().nullable() }),
  /** What travels as text because the format cannot compute it, e.g. how files were resized. */
  notes: z.array(z.string()),
  /** The epoch whose weights were written; of curves the last one; 0 before the first. */
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

/** What can be exported of a run as it is now. */
export const exportOfferSchema = z.object({
  /** The epoch whose weights would be written; null before the first checkpoint. */
  epoch: z.number().int().nullable(),
  formats: z.array(
    z.object({
      format: exportFormatSchema,
      /** Why it cannot be exported at the moment and what to do, as a sentence; null where it can. */
      refusal: z.string().nullable(),
      /** About how large; null where that is not known before. */
      bytes: z.number().nullable(),
    }),
  ),
  /** By how much the pictures make a bundle larger; null where they are not in the lab any more. */
  datasetBytes: z.number().nullable(),
  /** Layers with feature maps: index in `network.layers`, a title, and how many maps. */
  mapLayers: z.array(z.object({ layer: z.number().int(), title: z.string(), maps: z.number().int() })),
});
export type ExportOffer = z.infer<typeof exportOfferSchema>;

export const exports = {
  offer: call(z.object({ runId }), exportOfferSchema),
  /** Asks for a place by a dialog of the system; null where it was closed. */
  write: call(
    z.object({
      runId,
      format: exportFormatSchema,
      options: exportOptionsSchema.prefault({}),
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
