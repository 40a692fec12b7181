/** All SQL about the record of a run: what happened to it, when, and where in its training. */
import type { RunEvent } from '../contract/runs';
import type { Database } from './open';

interface EventSqlRow {
  at_ms: number;
  epoch: number;
  batch: number | null;
  x: number;
  kind: RunEvent['kind'];
  detail: string;
}

type Statements = ReturnType<typeof prepareStatements>;

function prepareStatements(database: Database) {
  return {
    insert: database.prepare(
      'INSERT INTO run_events (run_id, at_ms, epoch, batch, x, kind, detail) VALUES (?, ?, ?, ?, ?, ?, ?)',
    ),
    events: database.prepare<[number], EventSqlRow>(
      'SELECT at_ms, epoch, batch, x, kind, detail FROM run_events WHERE run_id = ? ORDER BY id',
    ),
  };
}

export class EventRepository {
  readonly #sql: Statements;

  constructor(database: Database) {
    this.#sql = prepareStatements(database);
  }

  add(runId: number, event: RunEvent): void {
    const { atMs, epoch, batch, x, kind, ...detail } = event;
    this.#sql.insert.run(runId, Math.round(atMs), epoch, batch, x, kind, JSON.stringify(detail));
  }

  /** In the order in which they happened. */
  list(runId: number): RunEvent[] {
    return this.#sql.events.all(runId).map(({ at_ms, epoch, batch, x, kind, detail }) => {
      const rest = JSON.parse(detail) as object;
      return { atMs: at_ms, epoch, batch, x, kind, ...rest } as RunEvent;
    });
  }
}
