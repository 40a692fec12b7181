/**
 * The queue of runs: which one begins next, and whether one may. Runs that wait are rows in state `queued`, so that the queue
 * outlives the app; what begins them is the supervisor.
 */
import { AppError } from '../contract/errors';
import type { QueueRepository } from '../db/queue-repository';
import type { SettingsRepository } from '../db/settings-repository';

export interface RunQueueParts {
  readonly queue: QueueRepository;
  readonly settings: SettingsRepository;
  /** Runs at a time. */
  readonly slots: () => number;
}

/** Kept, so that who paused everything finds it paused. */
const HELD_KEY = 'queueHeld';

export class RunQueue {
  readonly #parts: RunQueueParts;
  #isOpen = false;

  constructor(parts: RunQueueParts) {
    this.#parts = parts;
  }

  /** From now on runs of the queue may begin in this process; a command that only looks must not start them. */
  open(): void {
    this.#isOpen = true;
  }

  close(): void {
    this.#isOpen = false;
  }

  get slots(): number {
    return this.#parts.slots();
  }

  get isHeld(): boolean {
    return this.#parts.settings.read(HELD_KEY) === true;
  }

  /** Nothing begins until it is released, also after a restart. */
  hold(): void {
    this.#parts.settings.write(HELD_KEY, true);
  }

  release(): void {
    this.#parts.settings.write(HELD_KEY, false);
  }

  waiting(): number[] {
    return this.#parts.queue.waiting().map(({ id }) => id);
  }

  /**
   * The run that may begin now; null where none may or none waits.
   * @param busy runs that use a slot
   */
  next(busy: number): number | null {
    if (!this.#isOpen || busy >= this.slots || this.isHeld) return null;
    return this.#parts.queue.next();
  }

  /** @throws AppError('precondition') when one of them does not wait in the queue */
  move(runId: number, before: number | null): void {
    if (runId === before) return;
    const waiting = new Set(this.waiting());
    for (const id of before === null ? [runId] : [runId, before]) {
      if (waiting.has(id)) continue;
      throw new AppError(
        'precondition',
        `Run ${id} does not wait in the queue, so its place cannot be changed.`,
      );
    }
    this.#parts.queue.move(runId, before);
  }

  setPriority(runIds: readonly number[], priority: number): void {
    this.#parts.queue.setPriority(runIds, priority);
  }
}
