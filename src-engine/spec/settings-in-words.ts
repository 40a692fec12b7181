/** What settings are, for lists that people read. */
import { activationWords, type ActivationName } from '../layers/activations';
import { formatShape } from '../tensor';
import { initKinds, type InitSpec } from './inits';
import type { Declaration, Setting } from './settings';

export interface SettingInWords {
  /** In the spec. */
  readonly key: string;
  readonly setting: Setting;
  readonly value: string;
}

/**
 * All settings of a kind, in their order, but for those that are absent or do nothing.
 * @param write how numbers are written there
 */
export function settingsInWords(
  { settings }: Pick<Declaration<{ readonly type: string }>, 'settings'>,
  spec: object,
  write: (value: number) => string,
): SettingInWords[] {
  const values = spec as Readonly<Record<string, unknown>>;
  return Object.entries(settings).flatMap(([key, setting]) => {
    const value = values[key];
    const isIdle = setting.needs !== undefined && !values[setting.needs];
    return value === undefined || isIdle
      ? []
      : [{ key, setting, value: valueInWords(setting, value, write) }];
  });
}

/** One value of a setting. @param value as the spec has it */
export function valueInWords(setting: Setting, value: unknown, write: (value: number) => string): string {
  switch (setting.kind) {
    case 'number':
      return write(value as number);
    case 'choice':
      return setting.choices[value as string];
    case 'activation':
      return activationWords[value as ActivationName];
    case 'pair':
    case 'shape':
      return formatShape(value as readonly number[]);
    case 'padding':
      return String(value);
    case 'init':
      return initInWords(value as InitSpec, write);
    case 'switch':
      return value === setting.on ? 'yes' : 'no';
    case 'tied':
      return `of layer ${(value as number) + 1}`;
  }
}

/** E.g. `Glorot` or `N(0, 0.01²)`. */
export function initInWords(init: InitSpec, write: (value: number) => string): string {
  return init.type === 'normal' ? `N(0, ${write(init.std)}²)` : initKinds[init.type].word;
}
