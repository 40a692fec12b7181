/** The folder of backups as it is: which there are, and where one of them lies. Making them is `backups.ts`. */
import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../contract/errors';
import { backupIdSchema, backupReasonSchema, type Backup, type BackupReason } from '../contract/storage';
import { dateOfStamp } from '../db/database-files';
import { contentOf } from '../db/open';
import { namesIn } from './folder-size';

export class BackupFolder {
  readonly path: string;

  constructor(dataDir: string) {
    this.path = join(dataDir, 'backups');
  }

  /** The newest first. */
  async list(): Promise<Backup[]> {
    const backups: Backup[] = [];
    for (const id of await namesIn(this.path)) {
      if (!backupIdSchema.safeParse(id).success) continue;
      const file = join(this.path, id);
      const found = await stat(file).catch(() => null);
      // Gone meanwhile, e.g. one that is not kept any longer.
      if (found === null) continue;
      const { size, mtimeMs } = found;
      const madeAtMs = dateOfStamp(id) ?? mtimeMs;
      backups.push({ id, reason: reasonOf(id), madeAtMs, sizeBytes: size, content: contentOf(file) });
    }
    return backups.sort((a, b) => b.madeAtMs - a.madeAtMs);
  }

  async remove(backupId: string): Promise<void> {
    await rm(join(this.path, backupId), { force: true });
  }

  /** @throws AppError('notFound') for a backup that is not there, AppError('precondition') for one that cannot be used */
  async pathOf(backupId: string): Promise<string> {
    const backup = (await this.list()).find(({ id }) => id === backupId);
    if (backup === undefined)
      throw new AppError('notFound', 'This backup is not there any more. Choose another one.');
    if (backup.content === null) {
      throw new AppError('precondition', 'This backup cannot be read by this version. Choose another one.');
    }
    return join(this.path, backup.id);
  }
}

function reasonOf(id: string): BackupReason {
  // The first versions wrote `lab-schema-1-….sqlite`, and only before migrations.
  return backupReasonSchema.safeParse(/-(\w+)\.sqlite$/.exec(id)?.[1]).data ?? 'migration';
}
