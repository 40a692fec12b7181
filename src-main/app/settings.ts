/** The user's settings: read with their defaults, changed one by one, kept in the database. */
import { availableParallelism } from 'node:os';
import { settingsSchema, type Settings } from '../contract/app';
import type { SettingsRepository } from '../db/settings-repository';

const KEY = 'app';
const stored = settingsSchema.partial();

export function readSettings(repository: SettingsRepository): Settings {
  const { theme, parallelRuns, runColumns } = readChosen(repository);
  return {
    theme: theme ?? 'system',
    parallelRuns: parallelRuns ?? availableParallelism(),
    runColumns: runColumns ?? null,
  };
}

/** What may be given: any of the settings, undefined meaning as before. */
export type SettingsChange = { readonly [K in keyof Settings]?: Settings[K] | undefined };

export function changeSettings(repository: SettingsRepository, change: SettingsChange): Settings {
  const chosen = readChosen(repository);
  // Only what was chosen, so that defaults stay those of the machine.
  repository.write(KEY, {
    theme: change.theme ?? chosen.theme,
    parallelRuns: change.parallelRuns ?? chosen.parallelRuns,
    // Null is a choice: the usual columns.
    runColumns: change.runColumns === undefined ? chosen.runColumns : change.runColumns,
  });
  return readSettings(repository);
}

function readChosen(repository: SettingsRepository): SettingsChange {
  const { success, data } = stored.safeParse(repository.read(KEY));
  return success ? data : {};
}
