/**
 * Which lab there is in this process: opens it, says why it cannot be opened, and puts another database in its place.
 * It knows neither windows nor IPC; whoever shows the lab is told of every change.
 */
import { AppError } from '../contract/errors';
import type { Trouble, TroubleKind } from '../contract/recovery';
import { databaseOf, moveAside, putInPlace } from '../db/database-files';
import { lockDataFolder } from '../db/lock';
import { DatabaseTrouble } from '../db/trouble';
import type { Lab } from '../lab';
import { BackupFolder } from '../storage/backup-folder';
import { stackOf } from '../stack-of';

export interface LabHostParts {
  readonly dataDir: string;
  readonly openLab: (readOnly: boolean) => Promise<Lab>;
  readonly log: (line: string) => void;
  /** Called when a lab was opened or could not be opened; the one before is closed. */
  readonly changed: (state: HostState) => void;
  /** Called before a lab is closed. */
  readonly closing: () => void;
}

export type HostState =
  { readonly lab: Lab; readonly readOnly: string | null } | { readonly lab: null; readonly trouble: Trouble };

/** What can be helped by another database in the place of this one. */
const mendable: ReadonlySet<TroubleKind> = new Set(['damaged', 'foreign', 'newer', 'unexpected']);
const emptiable: ReadonlySet<TroubleKind> = new Set(['damaged', 'foreign']);
const readable: ReadonlySet<TroubleKind> = new Set(['newer', 'unwritable', 'full', 'inUse']);

export class LabHost {
  readonly #parts: LabHostParts;
  readonly #backups: BackupFolder;
  #state: HostState | null = null;
  /** One change after another. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(parts: LabHostParts) {
    this.#parts = parts;
    this.#backups = new BackupFolder(parts.dataDir);
  }

  get lab(): Lab | null {
    return this.#state?.lab ?? null;
  }

  /** Null while a lab is open. */
  get trouble(): Trouble | null {
    return this.#state === null || this.#state.lab !== null ? null : this.#state.trouble;
  }

  /** Opens the lab, or tells why not. Never rejects for a reason that a window can show. */
  open(): Promise<void> {
    return this.#inTurn(() => this.#open());
  }

  /** Opens what is there for reading alone. */
  look(): Promise<void> {
    return this.#inTurn(async () => {
      const reason = this.trouble?.message ?? 'The lab was opened for reading alone.';
      try {
        this.#set({ lab: await this.#parts.openLab(true), readOnly: reason });
      } catch (error) {
        this.#set({ lab: null, trouble: await this.#troubleOf(error) });
      }
    });
  }

  /** Begins an empty lab, with the files of the one before moved aside. @throws AppError('precondition') while one is open */
  startEmpty(): Promise<void> {
    return this.#inTurn(async () => {
      if (this.trouble?.canStartEmpty !== true) {
        throw new AppError('precondition', 'There is a lab here that can be opened; it is not moved aside.');
      }
      this.#onFiles((file) => moveAside(file, Date.now()));
      await this.#open();
    });
  }

  /**
   * Puts a backup in the place of the database, which is moved aside, and opens the lab on it.
   * @throws AppError when the backup is not there or cannot be copied; then everything is as it was
   */
  restore(backupId: string): Promise<void> {
    return this.#inTurn(async () => {
      const backup = await this.#backups.pathOf(backupId);
      await this.#close();
      try {
        this.#onFiles((file) => putInPlace(backup, file, Date.now()));
      } finally {
        await this.#open();
      }
      this.#parts.log(`backup ${backupId} was put in the place of the database`);
    });
  }

  close(): Promise<void> {
    return this.#inTurn(() => this.#close());
  }

  async #open(): Promise<void> {
    try {
      this.#set({ lab: await this.#parts.openLab(false), readOnly: null });
    } catch (error) {
      this.#set({ lab: null, trouble: await this.#troubleOf(error) });
    }
  }

  async #close(): Promise<void> {
    const { lab } = this;
    this.#state = null;
    if (lab === null) return;
    this.#parts.closing();
    await lab.close();
  }

  #set(state: HostState): void {
    this.#state = state;
    this.#parts.changed(state);
  }

  /** Works on the files of the database while nobody else can. */
  #onFiles(work: (file: string) => void): void {
    const { dataDir } = this.#parts;
    const lock = lockDataFolder(dataDir);
    try {
      work(databaseOf(dataDir));
    } finally {
      lock.release();
    }
  }

  async #troubleOf(error: unknown): Promise<Trouble> {
    const { dataDir, log } = this.#parts;
    log(`open: ${stackOf(error)}`);
    const kind = error instanceof DatabaseTrouble ? error.trouble : 'unexpected';
    const backups = mendable.has(kind) ? await this.#backups.list() : [];
    return {
      kind,
      message: error instanceof Error ? error.message : String(error),
      folder: dataDir,
      backups: backups.filter(({ content }) => content !== null),
      canLook: readable.has(kind) && (await this.#canLook()),
      canStartEmpty: emptiable.has(kind),
    };
  }

  /** Tried out, since nothing else tells. */
  async #canLook(): Promise<boolean> {
    try {
      const lab = await this.#parts.openLab(true);
      await lab.close();
      return true;
    } catch (error) {
      this.#parts.log(`look: ${String(error)}`);
      return false;
    }
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#last.then(work);
    this.#last = done.catch(() => undefined);
    return done;
  }
}
