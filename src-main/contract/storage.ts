/** Contract of what the lab keeps on disk: how much of it there is, what can go, and the backups of its database. */
import { z } from 'zod';
import { call, stream } from './define';

/** A file in `backups/`, by its name, which is all the page knows of where it lies. */
export const backupIdSchema = z.string().regex(/^[\w.-]{1,120}$/);

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
  /** The newest first. Backups hold runs, results and settings; the pixels of data sets lie beside them and are not copied. */
  backups: call(z.void(), z.array(backupSchema)),
  backUpNow: call(z.void(), backupSchema),
  /**
   * Puts a backup in the place of the database, which is moved to `quarantine/`, and opens the lab on it: runs under
   * way are interrupted, the page is loaded anew.
   */
  restore: call(z.object({ backupId: backupIdSchema }), z.void()),
  /** Something could not be written or read: what, and what to do. The lab goes on. */
  trouble: stream(z.object({ message: z.string() })),
};
