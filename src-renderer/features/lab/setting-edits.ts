/** Declared settings of a draft: which are shown, and how one is changed. No Vue. */
import type { DeclaredSettings, Setting } from '../../../src-engine';

/** @param value undefined takes the setting away */
export function setSetting(spec: object, key: string, value: unknown): void {
  if (value === undefined) Reflect.deleteProperty(spec, key);
  else Reflect.set(spec, key, value);
}

export function settingOf(spec: object, key: string): unknown {
  return Reflect.get(spec, key);
}

/** Those that do something beside the other settings. */
export function shownSettings(settings: DeclaredSettings, spec: object): [key: string, setting: Setting][] {
  return Object.entries(settings).filter(
    ([, { needs }]) => needs === undefined || Number(settingOf(spec, needs)) > 0,
  );
}

/** Neighbouring settings that are seldom needed belong together. */
export interface SettingGroup {
  readonly more: boolean;
  readonly settings: readonly (readonly [key: string, setting: Setting])[];
}

export function groupSettings(settings: SettingGroup['settings']): SettingGroup[] {
  const groups: { more: boolean; settings: (readonly [string, Setting])[] }[] = [];
  for (const entry of settings) {
    const more = entry[1].more === true;
    const last = groups.at(-1);
    if (last?.more === more) last.settings.push(entry);
    else groups.push({ more, settings: [entry] });
  }
  return groups;
}

/** How many settings are something else than where they are left out. */
export function countInUse(settings: SettingGroup['settings'], spec: object): number {
  const inUse = settings.filter(([key, setting]) => {
    const value = settingOf(spec, key);
    if (setting.kind === 'switch') return value === setting.on;
    const fallback = 'fallback' in setting ? setting.fallback : undefined;
    const usual =
      typeof fallback === 'string' && setting.kind === 'pair' ? settingOf(spec, fallback) : fallback;
    return JSON.stringify(value) !== JSON.stringify(usual);
  });
  return inUse.length;
}
