/** Contract of the window that comes up when the lab cannot be opened: what is wrong, and the ways out. */
import { z } from 'zod';
import { call } from './define';
import { backupIdSchema, backupSchema } from './storage';

/**
 * damaged: not whole, or no database at all · foreign: of another program · newer: of a later version of the app ·
 * unwritable: file or folder cannot be written · full: no space left · inUse: by another process · unexpected: our fault.
 */
export const troubleKindSchema = z.enum([
  'damaged',
  'foreign',
  'newer',
  'unwritable',
  'full',
  'inUse',
  'unexpected',
]);
export type TroubleKind = z.infer<typeof troubleKindSchema>;

export const troubleSchema = z.object({
  kind: troubleKindSchema,
  /** What happened, in a sentence or two. */
  message: z.string(),
  /** The data folder, to be read by people. */
  folder: z.string(),
  /** Backups that this version can open, the newest first. */
  backups: z.array(backupSchema),
  /** Whether the lab can be opened for reading alone. */
  canLook: z.boolean(),
  /** Whether the lab can begin anew, with what is there moved aside. */
  canStartEmpty: z.boolean(),
});
export type Trouble = z.infer<typeof troubleSchema>;

/** All but `trouble` and `quit` answer when the lab is open or in trouble again; an open lab comes with its own page. */
export const recovery = {
  /** Null while a lab is open. */
  trouble: call(z.void(), troubleSchema.nullable()),
  tryAgain: call(z.void(), z.void()),
  /** The damaged files are moved to `quarantine/`. */
  restore: call(z.object({ backupId: backupIdSchema }), z.void()),
  /** Begins an empty lab; the damaged files are moved to `quarantine/`. */
  startEmpty: call(z.void(), z.void()),
  /** Opens the lab for reading alone. */
  look: call(z.void(), z.void()),
  /** Asks for another data folder in the system's dialog and starts the app on it. */
  chooseFolder: call(z.void(), z.void()),
  showFolder: call(z.void(), z.void()),
  quit: call(z.void(), z.void()),
};
