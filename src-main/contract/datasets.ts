/** Contract of data sets: import from folders, the list, the pictures. */
import { z } from 'zod';
import { call, drop, stream } from './define';

const id = z.number().int().positive();

/** How pictures are brought to one size; `auto` looks at the folder first. */
export const importOptionsSchema = z.object({
  name: z.string().trim().min(1).max(120).optional(),
  /** [height, width] in px, or auto: small pictures keep their size, larger ones become 256×256. */
  size: z.union([
    z.literal('auto'),
    z.tuple([z.number().int().min(4).max(2048), z.number().int().min(4).max(2048)]),
  ]),
  color: z.enum(['grey', 'rgb']),
  /** cover crops the centre, contain pads with black, fill stretches. */
  fit: z.enum(['cover', 'contain', 'fill']),
});
export type ImportOptions = z.infer<typeof importOptionsSchema>;

export const datasetStateSchema = z.enum(['importing', 'ready', 'cancelled', 'failed']);
export type DatasetState = z.infer<typeof datasetStateSchema>;

export const datasetSummarySchema = z.object({
  id,
  /** Unique; an experiment refers to a set by it. Built-in sets are called `sample:…`. */
  name: z.string(),
  /** `folder` or `sample`. */
  source: z.enum(['folder', 'sample']),
  /** One line on where it comes from. */
  description: z.string(),
  state: datasetStateSchema,
  heightPx: z.number().int(),
  widthPx: z.number().int(),
  channels: z.number().int(),
  classCount: z.number().int(),
  pictureCount: z.number().int(),
  skippedCount: z.number().int(),
  sizeBytes: z.number().int(),
  createdAtMs: z.number(),
  /** A few pictures spread over the set, for the list. */
  coverItemIds: z.array(id),
});
export type DatasetSummary = z.infer<typeof datasetSummarySchema>;

export const datasetClassSchema = z.object({
  index: z.number().int(),
  name: z.string(),
  pictureCount: z.number().int(),
});

export const datasetDetailSchema = datasetSummarySchema.extend({ classes: z.array(datasetClassSchema) });
export type DatasetDetail = z.infer<typeof datasetDetailSchema>;

export const itemSchema = z.object({
  id,
  /** Relative to the imported folder, with forward slashes. */
  relativePath: z.string(),
  state: z.enum(['ready', 'skipped']),
  /** Why it was skipped; null when it was not. */
  reason: z.string().nullable(),
  className: z.string().nullable(),
  /** Size of the original in px; null where it could not be read. */
  originalHeightPx: z.number().int().nullable(),
  originalWidthPx: z.number().int().nullable(),
});
export type DatasetItem = z.infer<typeof itemSchema>;

export const importProgressSchema = z.object({
  datasetId: id,
  seq: z.number().int(),
  state: datasetStateSchema,
  /** Files found so far; final once `scanning` is false. */
  found: z.number().int(),
  scanning: z.boolean(),
  imported: z.number().int(),
  skipped: z.number().int(),
  picturesPerSecond: z.number(),
  secondsLeft: z.number().nullable(),
  /** Pictures added since the last message, at most 60. */
  newItemIds: z.array(id),
  error: z.string().nullable(),
});
export type ImportProgress = z.infer<typeof importProgressSchema>;

export const droppedSchema = z.object({
  /** Stands for the real folder, which only main knows. */
  rootId: z.string(),
  name: z.string(),
});

export const datasets = {
  list: call(z.void(), z.array(datasetSummarySchema)),
  get: call(z.object({ datasetId: id }), datasetDetailSchema),
  items: call(
    z.object({
      datasetId: id,
      state: z.enum(['ready', 'skipped']),
      classIndex: z.number().int().nonnegative().nullable().default(null),
      offset: z.number().int().nonnegative(),
      limit: z.number().int().positive().max(1000),
    }),
    z.object({ total: z.number().int(), items: z.array(itemSchema) }),
  ),
  /** Registers dropped folders (a dropped picture stands for the folder it lies in). */
  dropped: drop(z.array(droppedSchema)),
  /** Asks for a folder in the system's dialog; null when the user cancels it. */
  chooseFolder: call(z.void(), droppedSchema.nullable()),
  /** Starts an import in the background; progress comes on `importProgress`. */
  import: call(z.object({ rootId: z.string(), options: importOptionsSchema }), z.object({ datasetId: id })),
  /** Stops a running import; the pictures imported so far are kept as a cancelled set that can be removed. */
  cancelImport: call(z.object({ datasetId: id }), z.void()),
  remove: call(z.object({ datasetId: id }), z.void()),
  importProgress: stream(importProgressSchema),
  /** The list is no longer what it was. */
  changed: stream(z.object({ seq: z.number().int() })),
};
