/** Contract of what the lab keeps on disk: how much of it there is, what can go, and the backups of its database. */
import { z } from 'zod';
import { call, stream } from './define';

const id = z.number().int().positive();
const bytes = z.number().nonnegative();

/**
 * checkpoints: weights and optimiser state to go on from and to look into · filters: pictures of the units, epoch by epoch ·
 * records: metrics, settings and everything else in the database · bin: runs that were deleted · free: room in the database
 * that the next runs will use · sets: pixels of data sets · leftovers: pixels of no data set · backups · quarantine: files
 * that were moved aside.
 */
export const usageKindSchema = z.enum([
  'checkpoints',
  'filters',
  'records',
  'bin',
  'free',
  'sets',
  'leftovers',
  'backups',
  'quarantine',
]);
export type UsageKind = z.infer<typeof usageKindSchema>;

export const usageSchema = z.object({
  /** In the order of the enum, also those of which there is nothing. */
  kinds: z.array(z.object({ kind: usageKindSchema, bytes })),
  freeDiskBytes: bytes,
  /** Runs whose checkpoint and filters take most, at most ten. */
  largestRuns: z.array(z.object({ runId: id, name: z.string(), bytes })),
});
export type Usage = z.infer<typeof usageSchema>;

/** What may go; nothing that is left out goes. Runs under way are left alone. */
export const pruneRuleSchema = z.object({
  /** Checkpoints of finished runs saved so many days ago or before: such a run cannot be extended or looked into any more. */
  checkpointsAfterDays: z.number().int().min(0).max(3650).nullable().default(null),
  /** Filters of a run beyond so many epochs, spread evenly; its last ones stay. */
  filtersPerRun: z.number().int().min(1).max(64).nullable().default(null),
  bin: z.boolean().default(false),
  /** Imported data sets that no run was trained on. */
  unusedSets: z.boolean().default(false),
  /** Pixels of no data set, which only a backup or a file in quarantine may still know. */
  leftovers: z.boolean().default(false),
  /** Files that were moved aside so many days ago or before. */
  quarantineAfterDays: z.number().int().min(0).max(3650).nullable().default(null),
});
export type PruneRule = z.infer<typeof pruneRuleSchema>;

export const prunedSchema = z.object({
  /** Checkpoints, filters, runs, sets or files. */
  items: z.array(z.object({ part: pruneRuleSchema.keyof(), count: z.number().int().nonnegative(), bytes })),
  bytes,
});
export type Pruned = z.infer<typeof prunedSchema>;

/** A file in `backups/`, by its name, which is all the page knows of where it lies. */
export const backupIdSchema = z.string().regex(/^[\w-][\w.-]{0,110}\.sqlite$/);

export const backupReasonSchema = z.enum(['daily', 'migration', 'manual']);
export type BackupReason = z.infer<typeof backupReasonSchema>;

export const backupSchema = z.object({
  id: backupIdSchema,
  /** daily: made by itself · migration: before a newer version changed the form of the database · manual: asked for. */
  reason: backupReasonSchema,
  madeAtMs: z.number(),
  sizeBytes: z.number().int(),
  /** Runs inside, and the schema they are kept in; null where the file cannot be read or is of a newer version. */
  content: z.object({ runs: z.number().int(), schema: z.number().int() }).nullable(),
});
export type Backup = z.infer<typeof backupSchema>;

export const storage = {
  usage: call(z.void(), usageSchema),
  /** What `prune` with the same rule would free, without freeing it. */
  previewPrune: call(pruneRuleSchema, prunedSchema),
  /** Frees it for good, a little at a time, and gives the room in the database back to the disk. */
  prune: call(pruneRuleSchema, prunedSchema),
  /** The newest first. Backups hold runs, results and settings; the pixels of data sets lie beside them and are not copied. */
  backups: call(z.void(), z.array(backupSchema)),
  backUpNow: call(z.void(), backupSchema),
  removeBackup: call(z.object({ backupId: backupIdSchema }), z.void()),
  /**
   * Puts a backup in the place of the database, which is moved to `quarantine/`, and opens the lab on it: runs under
   * way are interrupted, the page is loaded anew.
   */
  restore: call(z.object({ backupId: backupIdSchema }), z.void()),
  /** Something could not be written or read: what, and what to do. The lab goes on. */
  trouble: stream(z.object({ message: z.string() })),
};
