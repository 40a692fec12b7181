/**
 * Settings as data. A kind of layer, optimiser, schedule or init declares once what it can be told; the type of its spec,
 * reading and checking (`read-settings.ts`), what a new one begins with, the fields of the Lab and all lists follow.
 */
import type { NumberRule } from './fields';
import type { InitSpec } from './inits';

/** [vertical, horizontal]; a file may give one number for both. */
export type Pair = readonly [vertical: number, horizontal: number];

/**
 * What surrounds a picture before a kernel slides over it: `valid` nothing; `same` as many zeros as keep its size
 * (divided by the stride, rounded up), an odd one below and on the right; a number so many zeros on every side.
 */
export type Padding = 'same' | 'valid' | number;

/** What people read of a setting. */
export interface SettingWords {
  /** A word or two, for its field and for lists. */
  readonly label: string;
  /** The lecture's. */
  readonly symbol?: string;
  /** One or two sentences, shown on hover or focus. */
  readonly explanation: string;
  /** Seldom needed: folded away under “More”. */
  readonly more?: true;
  /** Another setting of the kind, without which (0) this one does nothing and is not shown. */
  readonly needs?: string;
}

export interface NumberSetting extends SettingWords, NumberRule {
  readonly kind: 'number';
  readonly whole: boolean;
  /** What a new one begins with; the fallback unless given. */
  readonly usual?: number;
  /** Of arrow keys: added, or multiplied with where it is searched by orders of magnitude. */
  readonly step?: number;
  readonly factor?: number;
  /** Values worth comparing, as they are typed on the bench. */
  readonly worth?: string;
  /** How many units or filters the layer has. */
  readonly counts?: true;
  /** Words in the last layer, where the number follows from the target. */
  readonly asOutput?: Pick<SettingWords, 'label' | 'explanation'>;
  /** It can be changed while a run trains. */
  readonly live?: true;
}

/** One of a few names. */
export interface ChoiceSetting<Name extends string = string> extends SettingWords {
  readonly kind: 'choice';
  /** What people read of each. */
  readonly choices: Readonly<Record<Name, string>>;
  readonly fallback: Name;
}

/** The activation of a layer; a new one goes on with that of the layers before it. */
export interface ActivationSetting<Name extends string = string> extends SettingWords {
  readonly kind: 'activation';
  readonly names: readonly Name[];
  /** Without it the setting is required. */
  readonly fallback?: Name;
}

/** Two whole numbers. */
export interface PairSetting extends SettingWords {
  readonly kind: 'pair';
  readonly min: number;
  readonly max: number;
  /** Taken where the setting is absent; the name of an earlier setting stands for its value. */
  readonly fallback: Pair | string;
  readonly usual?: Pair;
}

export interface PaddingSetting extends SettingWords {
  readonly kind: 'padding';
  readonly usual?: Padding;
}

/** [numbers] or [height, width, channels]; a new one begins with the shape of its input. */
export interface ShapeSetting extends SettingWords {
  readonly kind: 'shape';
}

/** How weights begin; where it is absent, what suits the layer's activation. */
export interface InitSetting extends SettingWords {
  readonly kind: 'init';
}

/** Absent unless it has the value `on`, so that experiments from before it existed read the same. */
export interface SwitchSetting<On extends boolean = boolean> extends SettingWords {
  readonly kind: 'switch';
  readonly on: On;
}

/** Index of an earlier layer whose weights are used; absent where a layer has its own. */
export interface TiedSetting extends SettingWords {
  readonly kind: 'tied';
}

export type Setting =
  | NumberSetting
  | ChoiceSetting
  | ActivationSetting
  | PairSetting
  | PaddingSetting
  | ShapeSetting
  | InitSetting
  | SwitchSetting
  | TiedSetting;

/** In the order in which they are read and shown. */
export type DeclaredSettings = Readonly<Record<string, Setting>>;

type ValueOf<S extends Setting> =
  S extends ChoiceSetting<infer Name>
    ? Name
    : S extends ActivationSetting<infer Name>
      ? Name
      : S extends SwitchSetting<infer On>
        ? On
        : S extends NumberSetting | TiedSetting
          ? number
          : S extends PairSetting
            ? Pair
            : S extends PaddingSetting
              ? Padding
              : S extends InitSetting
                ? InitSpec
                : S extends ShapeSetting
                  ? readonly number[]
                  : never;

type OptionalKey<S extends DeclaredSettings> = {
  [Key in keyof S]: S[Key] extends SwitchSetting | TiedSetting ? Key : never;
}[keyof S];

type Flat<T> = { [Key in keyof T]: T[Key] };

/** The plain data that settings describe. */
export type SpecOf<Type extends string, S extends DeclaredSettings> = Flat<
  { readonly type: Type } & { readonly [Key in Exclude<keyof S, OptionalKey<S>>]: ValueOf<S[Key]> } & {
    readonly [Key in OptionalKey<S>]?: ValueOf<S[Key]>;
  }
>;

/** What every kind says of itself, whatever it is a kind of. */
export interface Declaration<Spec extends { readonly type: string }> {
  readonly type: Spec['type'];
  /** What people call it. */
  readonly word: string;
  readonly settings: DeclaredSettings;
  /** For tests to start from; where there is a choice, not the usual one. */
  readonly example: Spec;
}

type Given<S extends Setting> = Omit<S, 'kind' | 'whole'>;

export function number(given: Given<NumberSetting>): NumberSetting {
  return { kind: 'number', whole: false, ...given };
}

export function wholeNumber(given: Given<NumberSetting>): NumberSetting {
  return { kind: 'number', whole: true, ...given };
}

export function choice<Name extends string>(
  given: SettingWords & Pick<ChoiceSetting<Name>, 'choices'> & { readonly fallback: NoInfer<Name> },
): ChoiceSetting<Name> {
  return { kind: 'choice', ...given };
}

export function pair(given: Given<PairSetting>): PairSetting {
  return { kind: 'pair', ...given };
}

export function padding(given: Given<PaddingSetting>): PaddingSetting {
  return { kind: 'padding', ...given };
}

export function shape(given: Given<ShapeSetting>): ShapeSetting {
  return { kind: 'shape', ...given };
}

export function onlyIf<On extends boolean>(on: On, given: SettingWords): SwitchSetting<On> {
  return { kind: 'switch', on, ...given };
}
