/** Reads declared settings from untrusted plain data, and makes the settings that a new layer, optimiser or schedule begins with. */
import { initKinds, initTypes, usualInit, type InitSpec } from './inits';
import { checkNumber, Fields, refuse } from './fields';
import type { Shape } from '../tensor';
import type { Declaration, Padding, PairSetting, Setting } from './settings';

/** What was read before, for settings that follow from others. */
type Read = Readonly<Record<string, unknown>>;

/**
 * The spec of one kind, in the order of its settings; those that are absent unless asked for stay so.
 * @throws EngineError('config') naming the first field that is wrong
 */
export function readSpec<Spec extends { readonly type: string }>(
  kind: Declaration<Spec>,
  fields: Fields,
): Spec {
  const spec: Record<string, unknown> = { type: kind.type };
  for (const [key, setting] of Object.entries(kind.settings)) {
    const value = readSetting(setting, fields, key, spec);
    if (value !== undefined) spec[key] = value;
  }
  // The type of a kind's spec is that of its settings.
  return spec as Spec;
}

function readSetting(setting: Setting, fields: Fields, key: string, read: Read): unknown {
  switch (setting.kind) {
    case 'number':
      return setting.whole ? fields.integer(key, setting) : fields.number(key, setting);
    case 'choice':
      return fields.oneOf(key, Object.keys(setting.choices), setting.fallback);
    case 'activation':
      return fields.oneOf(key, setting.names, setting.fallback);
    case 'pair':
      return fields.pair(key, { min: setting.min, max: setting.max }, fallbackOf(setting, read));
    case 'padding':
      return readPadding(fields, key);
    case 'shape':
      return readShape(fields, key);
    case 'init':
      return readInit(fields, key, { type: usualInit(read['activation']) });
    case 'switch':
      return fields.boolean(key, !setting.on) === setting.on ? setting.on : undefined;
    case 'tied': {
      const tied = fields.raw(key);
      return tied === undefined || tied === null ? undefined : fields.integer(key, { min: 0, max: 63 });
    }
  }
}

function fallbackOf({ fallback }: PairSetting, read: Read): readonly [number, number] {
  return typeof fallback === 'string' ? (read[fallback] as readonly [number, number]) : fallback;
}

function readPadding(fields: Fields, key: string): Padding {
  const value = fields.raw(key);
  if (typeof value === 'number') return fields.integer(key, { min: 0, max: 64 });
  return fields.oneOf<'same' | 'valid'>(key, ['same', 'valid'], 'valid');
}

function readShape(fields: Fields, key: string): readonly number[] {
  const sizes = fields.list(key, 1, 3);
  if (sizes.length === 2) {
    throw refuse(fields.at(key), 'a list of 1 or 3, [numbers] or [height, width, channels]', sizes);
  }
  const side = { min: 1, max: 1_048_576 };
  return sizes.map((size, axis) => checkNumber(`${fields.at(key)}.${axis}`, size, side, true));
}

/** An object `{"type":…}` or, where it needs no numbers, its bare name. */
function readInit(fields: Fields, key: string, fallback: InitSpec): InitSpec {
  const value = fields.raw(key);
  if (value === undefined) return fallback;
  if (typeof value !== 'string' && (typeof value !== 'object' || value === null || Array.isArray(value))) {
    throw refuse(fields.at(key), `one of ${initTypes.join(', ')}, or an object with a type`, value);
  }
  const reader = new Fields(typeof value === 'string' ? { type: value } : value, fields.at(key));
  const init = readSpec(initKinds[reader.oneOf('type', initTypes)], reader);
  reader.done();
  return init;
}

/** Where in a network a new layer comes to stand; null where that is not known. */
interface LayerPlace {
  /** Of the layers before it. */
  readonly activation: string | null;
  /** Shape of what it gets. */
  readonly input: Shape | null;
}

const anywhere: LayerPlace = { activation: null, input: null };

/** What a new one begins with; the parser accepts it and gives it back. */
export function usualSpec<Spec extends { readonly type: string }>(
  kind: Declaration<Spec>,
  place: LayerPlace = anywhere,
): Spec {
  const spec: Record<string, unknown> = { type: kind.type };
  for (const [key, setting] of Object.entries(kind.settings)) {
    const value = usualValue(setting, place, spec);
    if (value !== undefined) spec[key] = value;
  }
  return spec as Spec;
}

function usualValue(setting: Setting, { activation, input }: LayerPlace, read: Read): unknown {
  switch (setting.kind) {
    case 'number':
      return setting.usual ?? setting.fallback;
    case 'choice':
      return setting.fallback;
    case 'activation':
      return activation ?? 'relu';
    case 'pair':
      return [...(setting.usual ?? fallbackOf(setting, read))];
    case 'padding':
      return setting.usual ?? 'valid';
    case 'shape':
      return [...(input ?? [1])];
    case 'init':
      return { type: usualInit(read['activation']) };
    case 'switch':
    case 'tied':
      return undefined;
  }
}
