/** All SQL about settings: small JSON values by key. */
import type { Database } from './open';

type Statements = ReturnType<typeof prepareStatements>;

function prepareStatements(database: Database) {
  return {
    read: database.prepare<[string], { value: string }>('SELECT value FROM settings WHERE key = ?'),
    write: database.prepare(
      'INSERT INTO settings (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
    ),
  };
}

export class SettingsRepository {
  readonly #sql: Statements;

  constructor(database: Database) {
    this.#sql = prepareStatements(database);
  }

  /** The value as it was written, null where there is none. Its form is for the caller to check. */
  read(key: string): unknown {
    const row = this.#sql.read.get(key);
    return row === undefined ? null : (JSON.parse(row.value) as unknown);
  }

  write(key: string, value: unknown): void {
    this.#sql.write.run(key, JSON.stringify(value));
  }
}
