/** Contract of models from elsewhere: a file is looked at first, and becomes a run once a data set was chosen for it. */
import { z } from 'zod';
import { call, drop } from './define';

const id = z.number().int().positive();

export const modelKindSchema = z.enum(['npz', 'safetensors', 'tfjs', 'onnx', 'bundle']);
export type ModelKind = z.infer<typeof modelKindSchema>;

/** For people. */
export const modelKindNames: Readonly<Record<ModelKind, string>> = {
  npz: 'NPZ (NumPy)',
  safetensors: 'safetensors',
  tfjs: 'TensorFlow.js layers model',
  onnx: 'ONNX',
  bundle: 'Simplecell bundle',
};

export const modelInspectionSchema = z.object({
  /** Stands for the file, which only main knows; the latest few are remembered. */
  token: z.string(),
  kind: modelKindSchema,
  /** Of the model; of the file where it has none. */
  name: z.string(),
  /** Of all its files. */
  bytes: z.number(),
  /** One raw picture in px; zeros for a bundle whose data set had been removed before. */
  input: z.object({ height: z.number().int(), width: z.number().int(), channels: z.number().int() }),
  layers: z.array(
    z.object({
      name: z.string(),
      /** What it is and what it gives, e.g. `Convolution, 16 filters of 5×5 → 24×24×16`. */
      description: z.string(),
    }),
  ),
  parameters: z.number().int(),
  /** Empty where the file names none. */
  classNames: z.array(z.string()),
  /** What a reader should know, sentence by sentence. */
  notes: z.array(z.string()),
  /** The set that the model was trained on, where it is in the lab and fits; else the only one that fits, if it is one. */
  suggestedDatasetId: id.nullable(),
  /** Sets with pictures of its size and, where it names classes, as many of them. For bundles those of the same content. */
  fittingDatasetIds: z.array(id),
});
export type ModelInspection = z.infer<typeof modelInspectionSchema>;

const token = z.string().min(1).max(64);

export const modelImports = {
  /** Asks for a file by a dialog of the system; null where it was closed. A TF.js model is chosen by its `model.json`. */
  choose: call(z.void(), modelInspectionSchema.nullable()),
  /** Looks at the first of the dropped files; a TF.js model may be dropped as its folder, or with its weights beside it. */
  dropped: drop(modelInspectionSchema),
  /**
   * Makes a finished run of a model that is no bundle.
   * Errors: `notFound` for a token that is forgotten, `precondition` where the set does not fit, `validation` naming the layer
   * that no experiment can hold.
   */
  importModel: call(
    z.object({ token, datasetId: id, name: z.string().trim().min(1).max(120) }),
    z.object({ runId: id }),
  ),
  /** Brings back the run of a bundle, and its data set where it holds one that is not in the lab yet. */
  openBundle: call(z.object({ token }), z.object({ runId: id, datasetId: id.nullable() })),
};
