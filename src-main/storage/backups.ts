/** Makes the backups of a lab's database: daily, before migrations and when asked; and drops those the rule does not keep. */
import { mkdir, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../contract/errors';
import type { Backup, BackupReason } from '../contract/storage';
import type { CopyDatabase } from '../db/copy';
import { databaseOf, sizeOf, stampOf } from '../db/database-files';
import { DatabaseTrouble } from '../db/trouble';
import type { Clock } from '../training/throttle';
import { BackupFolder } from './backup-folder';
import { backupsToDrop } from './kept-backups';

const DAY_MS = 86_400_000;
const LOOK_EVERY_MS = 3_600_000;

export interface BackupParts {
  readonly dataDir: string;
  readonly copyDatabase: CopyDatabase;
  readonly clock: Clock;
  readonly log: (line: string) => void;
  /** Called when a daily backup could not be made. */
  readonly failed: (error: unknown) => void;
}

export class Backups {
  readonly #parts: BackupParts;
  readonly folder: BackupFolder;
  readonly #database: string;
  /** One copy at a time. */
  #last: Promise<unknown> = Promise.resolve();
  #isClosed = false;
  #callOff: () => void = () => undefined;

  constructor(parts: BackupParts) {
    this.#parts = parts;
    this.folder = new BackupFolder(parts.dataDir);
    this.#database = databaseOf(parts.dataDir);
  }

  /**
   * Makes one now and drops those that are not kept any longer.
   * @returns rejects with DatabaseTrouble when the database is damaged or the disk too full
   */
  make(reason: BackupReason): Promise<Backup> {
    const made = this.#last.then(() => this.#make(reason));
    this.#last = made.catch(() => undefined);
    return made;
  }

  /** Looks now and every hour whether a backup is due, until it is closed. */
  keepDaily(): void {
    this.#makeDaily()
      .catch((error: unknown) => this.#parts.failed(error))
      .finally(() => {
        if (!this.#isClosed) this.#callOff = this.#parts.clock.after(LOOK_EVERY_MS, () => this.keepDaily());
      });
  }

  /** Resolves when nothing is being copied any more. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#callOff();
    await this.#last;
  }

  /** Makes one when the newest that counts is older than a day. */
  async #makeDaily(): Promise<void> {
    const [newest] = await this.folder.list();
    const { clock } = this.#parts;
    if (this.#isClosed || (newest !== undefined && clock.dateMs() - newest.madeAtMs < DAY_MS)) return;
    await this.make('daily');
  }

  async #make(reason: BackupReason): Promise<Backup> {
    const { copyDatabase, clock } = this.#parts;
    await mkdir(this.folder.path, { recursive: true });
    await this.#assertSpace();
    const id = `lab-${stampOf(clock.dateMs())}-${reason}.sqlite`;
    await copyDatabase({ from: this.#database, to: join(this.folder.path, id) });
    const backups = await this.folder.list();
    await this.#drop(backupsToDrop(backups));
    const made = backups.find((backup) => backup.id === id);
    if (made === undefined)
      throw new AppError('io', `The backup ${id} was made and is not there. Try again.`);
    return made;
  }

  async #drop(backups: readonly Backup[]): Promise<void> {
    for (const { id } of backups) {
      await this.folder.remove(id);
      this.#parts.log(`backup ${id} is not kept any longer`);
    }
  }

  /** A backup must not be what fills the disk. */
  async #assertSpace(): Promise<void> {
    const { bavail, bsize } = await statfs(this.folder.path);
    const free = bavail * bsize;
    const needed = sizeOf(this.#database) + sizeOf(`${this.#database}-wal`);
    if (free > 2 * needed) return;
    throw new DatabaseTrouble(
      'full',
      `There is no room for a backup: it needs ${megabytes(2 * needed)} and there are ${megabytes(free)}. Free some space on that disk.`,
    );
  }
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
