/** The user's settings: read with their defaults, changed one by one, kept in the database. */
import { settingsSchema, type Settings } from '../contract/app';
import type { SettingsRepository } from '../db/settings-repository';

const KEY = 'app';
const defaults: Settings = { theme: 'system' };

export function readSettings(repository: SettingsRepository): Settings {
  const stored = settingsSchema.partial().safeParse(repository.read(KEY));
  return stored.success ? withDefined(defaults, stored.data) : defaults;
}

/** What may be given: any of the settings, undefined meaning as before. */
export type SettingsChange = { readonly [K in keyof Settings]?: Settings[K] | undefined };

export function changeSettings(repository: SettingsRepository, change: SettingsChange): Settings {
  const settings = withDefined(readSettings(repository), change);
  repository.write(KEY, settings);
  return settings;
}

function withDefined(settings: Settings, change: SettingsChange): Settings {
  return { theme: change.theme ?? settings.theme };
}
