/** The numbered migrations in order; the database's `user_version` is how many of them it has seen. */
import { firstTables } from './0001-first-tables';
import { weightsEpoch } from './0002-weights-epoch';
import { history } from './0003-history';

/** SQL of each migration. Append only: a released one is never edited. */
export const migrations: readonly string[] = [firstTables, weightsEpoch, history];
