/** All SQL about the order of the runs that wait: by priority, the highest first, and among equals by their place. */
import type { Database } from './open';

export interface WaitingRun {
  readonly id: number;
  readonly priority: number;
  readonly place: number;
}

type Statements = ReturnType<typeof prepareStatements>;

function prepareStatements(database: Database) {
  return {
    waiting: database.prepare<[], WaitingRun>(`
      SELECT id, priority, queue_place AS place FROM runs WHERE state = 'queued'
      ORDER BY priority DESC, queue_place, id`),
    next: database.prepare<[], { id: number }>(`
      SELECT id FROM runs WHERE state = 'queued' ORDER BY priority DESC, queue_place, id LIMIT 1`),
    setPlace: database.prepare('UPDATE runs SET priority = ?, queue_place = ? WHERE id = ?'),
    setPriority: database.prepare('UPDATE runs SET priority = ? WHERE id = ?'),
  };
}

export class QueueRepository {
  readonly #database: Database;
  readonly #sql: Statements;

  constructor(database: Database) {
    this.#database = database;
    this.#sql = prepareStatements(database);
  }

  /** In the order in which they will begin. */
  waiting(): WaitingRun[] {
    return this.#sql.waiting.all();
  }

  next(): number | null {
    return this.#sql.next.get()?.id ?? null;
  }

  /** Moves a waiting run before another one, whose priority it takes; null: behind all. */
  move(runId: number, before: number | null): void {
    this.#database.transaction(() => {
      const others = this.waiting().filter(({ id }) => id !== runId);
      const at = before === null ? others.length : others.findIndex(({ id }) => id === before);
      const next = others.at(at) ?? others.at(-1);
      if (next === undefined) return;
      const { priority } = next;
      const last = others[at - 1];
      const lower = last?.priority === priority ? last.place : next.place - 2;
      const upper = at === others.length ? lower + 2 : next.place;
      const place = (lower + upper) / 2;
      if (place > lower && place < upper) this.#sql.setPlace.run(priority, place, runId);
      else this.#renumber(others, at, runId, priority);
    })();
  }

  setPriority(runIds: readonly number[], priority: number): void {
    this.#database.transaction(() => {
      for (const runId of runIds) this.#sql.setPriority.run(priority, runId);
    })();
  }

  /** No number fits between two neighbours any more. */
  #renumber(others: readonly WaitingRun[], at: number, runId: number, priority: number): void {
    const order = [...others.slice(0, at), { id: runId, priority }, ...others.slice(at)];
    order.forEach((run, index) => this.#sql.setPlace.run(run.priority, index + 1, run.id));
  }
}
