/** What a bundle is made of: the names of its parts, the form of each, and how large they may be. Nothing here reads or writes. */
import { z } from 'zod';
import { errorDataSchema } from '../contract/errors';
import { metricsSchema, runEventSchema, runStateSchema, epochRowSchema } from '../contract/runs';

export const bundleVersion = 1;

const MEGABYTE = 2 ** 20;

/** Names of the parts, and the most bytes that each may unpack to. */
export const parts = {
  manifest: { name: 'bundle.json', most: 4 * MEGABYTE },
  experiment: { name: 'experiment.json', most: MEGABYTE },
  run: { name: 'run.json', most: 4 * MEGABYTE },
  epochs: { name: 'epochs.json', most: 512 * MEGABYTE },
  events: { name: 'events.json', most: 64 * MEGABYTE },
  checkpoint: { name: 'checkpoint.bin', most: 2048 * MEGABYTE - 1 },
  snapshots: { name: 'snapshots.json', most: MEGABYTE },
  snapshotValues: { name: 'snapshots.bin', most: 2048 * MEGABYTE - 1 },
} as const;

/** The pictures come in pieces, so that a set of any size is written and read with little memory. */
export const pixelPiece = { prefix: 'pixels/', ending: '.bin', most: 32 * MEGABYTE } as const;
export const itemPiece = { prefix: 'items/', ending: '.json', most: 16 * MEGABYTE, rows: 5000 } as const;

export function pieceName({ prefix, ending }: { prefix: string; ending: string }, index: number): string {
  return `${prefix}${String(index).padStart(5, '0')}${ending}`;
}

/** What an archive may unpack to beside its own size: deflate makes at best 1/1032 of anything, pictures never so little. */
export const mostGrowth = { times: 200, bytes: 64 * MEGABYTE } as const;
export const mostParts = 60_000;

const count = z.number().int().nonnegative().max(Number.MAX_SAFE_INTEGER);
const timeMs = z.number().int().min(0).max(8.64e15);
const text = (most: number) => z.string().max(most);
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** Where a bundle was written: enough to say on which machine and with which version its numbers were found. */
export const environmentSchema = z.strictObject({
  simplecell: text(40),
  platform: text(40),
  arch: text(40),
  cpu: text(200),
  cores: count,
  node: text(40),
  /** Null on the command line. */
  electron: text(40).nullable(),
});
export type Environment = z.infer<typeof environmentSchema>;

const shapeSchema = z.tuple([
  z.number().int().min(1).max(4096),
  z.number().int().min(1).max(4096),
  z.union([z.literal(1), z.literal(3)]),
]);

/** The set that a run was trained on, whether its pictures are in the bundle or not. */
export const bundledSetSchema = z.strictObject({
  name: text(200),
  source: z.enum(['folder', 'sample']),
  description: text(10_000),
  /** [height, width, channels] of each picture. */
  shape: shapeSchema,
  fit: z.enum(['cover', 'contain', 'fill']),
  createdAtMs: timeMs,
  pictureCount: count.max(100_000_000),
  skippedCount: count.max(100_000_000),
  classNames: z.array(text(1000)).max(100_000),
  /** Of sizes, names of classes, labels and pixels. @see ContentHash */
  sha256,
});
export type BundledSet = z.infer<typeof bundledSetSchema>;

export const manifestSchema = z.strictObject({
  format: z.literal('simplecell-bundle'),
  version: z.literal(bundleVersion),
  environment: environmentSchema,
  writtenAtMs: timeMs,
  seed: z.number().int(),
  /** Null where it had been removed from the lab. */
  dataset: bundledSetSchema.nullable(),
  withPictures: z.boolean(),
  /** Every part but this one. */
  parts: z.array(z.strictObject({ name: text(100), bytes: count, sha256 })).max(mostParts),
});
export type Manifest = z.infer<typeof manifestSchema>;

const layerSchema = z.strictObject({
  index: count.max(1000),
  type: text(100),
  title: text(1000),
  outputShape: z.array(count).max(8),
  parameterCount: count,
});

/** The run as its lab had it, without what only means something there: its number, its place in a queue or a sweep. */
export const bundledRunSchema = z.strictObject({
  name: text(1000),
  datasetName: text(1000),
  state: runStateSchema,
  createdAtMs: timeMs,
  durationMs: z.number().nonnegative(),
  epochsTotal: count.max(1_000_000),
  epochsDone: count.max(1_000_000),
  parameterCount: count.nullable(),
  trainAtEnd: metricsSchema.nullable(),
  test: metricsSchema.nullable(),
  weightsSha256: sha256.nullable(),
  weightsEpoch: count.nullable(),
  error: errorDataSchema.nullable(),
  pinned: z.boolean(),
  note: text(100_000),
  tags: z.array(text(60)).max(1000),
  layers: z.array(layerSchema).max(64),
  checkpoint: z.strictObject({ epoch: count, savedAtMs: timeMs }).nullable(),
});
export type BundledRun = z.infer<typeof bundledRunSchema>;

export const epochsSchema = z.array(epochRowSchema.strict()).max(1_000_000);
export const eventsSchema = z.array(runEventSchema).max(1_000_000);

const side = z.number().int().min(1).max(65_536);

/** Each snapshot's blobs follow one another in `snapshots.bin`: values as the lab keeps them, norms, mean activations. */
export const snapshotsSchema = z
  .array(
    z.strictObject({
      epoch: count,
      layer: count.max(1000),
      units: side,
      height: side,
      width: side,
      channels: side,
      valueBytes: count,
    }),
  )
  .max(100_000);
export type SnapshotHead = z.infer<typeof snapshotsSchema>[number];

/** relative path, reason why it was skipped, class, slot, original height and width. */
export const itemsSchema = z
  .array(
    z.tuple([
      text(4096),
      text(10_000).nullable(),
      count.nullable(),
      count.nullable(),
      count.nullable(),
      count.nullable(),
    ]),
  )
  .max(itemPiece.rows);
export type BundledItem = z.infer<typeof itemsSchema>[number];

/** A snapshot as a row of the lab. */
export interface RawSnapshot extends SnapshotHead {
  readonly values: Uint8Array;
  readonly norms: Uint8Array;
  readonly meanActivations: Uint8Array;
}
