/**
 * Small typed readers for one plain object of an experiment file. They own the wording of refusals: every
 * message begins with the field's path, then what was expected and what was got, and what to do where that does not say it.
 */
import { EngineError } from '../errors';
import { nearest } from './nearest';

export interface NumberRule {
  readonly min?: number;
  readonly max?: number;
  /** The value must be greater than this. */
  readonly above?: number;
  /** The value must be less than this. */
  readonly below?: number;
  /** Taken where the field is absent; without it the field is required. */
  readonly fallback?: number;
}

/** What was got, short enough for one line. */
function got(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'object') return 'an object';
  if (typeof value === 'string') return `'${value.length > 40 ? `${value.slice(0, 40)}…` : value}'`;
  return typeof value === 'number' ? String(value) : `a ${typeof value}`;
}

/** Refuses the setting at `path`. */
export function refuse(path: string, expected: string, value: unknown, hint?: string): EngineError {
  const where = path === '' ? 'The experiment' : path;
  const advice = hint ?? (path === '' ? 'Give an experiment object.' : null);
  const sentence = `${where}: expected ${expected}, got ${got(value)}.`;
  return new EngineError('config', advice === null ? sentence : `${sentence} ${advice}`, {
    ...(path === '' ? {} : { field: path }),
  });
}

function describeRange(rule: NumberRule): string {
  const parts: string[] = [];
  if (rule.min !== undefined) parts.push(`at least ${rule.min}`);
  if (rule.above !== undefined) parts.push(`above ${rule.above}`);
  if (rule.max !== undefined) parts.push(`at most ${rule.max}`);
  if (rule.below !== undefined) parts.push(`below ${rule.below}`);
  return parts.join(' and ');
}

/** Checks one number against a rule; `kind` is how the message calls it. */
export function checkNumber(path: string, value: unknown, rule: NumberRule, whole: boolean): number {
  const fits =
    typeof value === 'number' &&
    (whole ? Number.isSafeInteger(value) : Number.isFinite(value)) &&
    value >= (rule.min ?? -Infinity) &&
    value <= (rule.max ?? Infinity) &&
    (rule.above === undefined || value > rule.above) &&
    (rule.below === undefined || value < rule.below);
  // JSON cannot hold −0, so it would not come back equal.
  if (fits) return value === 0 ? 0 : value;
  const range = describeRange(rule);
  throw refuse(path, `${whole ? 'a whole number' : 'a number'}${range === '' ? '' : ` ${range}`}`, value);
}

/** Reader of one object; remembers which keys were asked for, so that `done` can refuse the others. */
export class Fields {
  readonly path: string;
  readonly #values: Readonly<Record<string, unknown>>;
  readonly #known = new Set<string>();

  /** @throws EngineError('config') when `value` is not a plain object */
  constructor(value: unknown, path: string) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw refuse(path, 'an object', value);
    }
    this.path = path;
    this.#values = value as Readonly<Record<string, unknown>>;
  }

  /** Path of one key, for messages. */
  at(key: string): string {
    return this.path === '' ? key : `${this.path}.${key}`;
  }

  raw(key: string): unknown {
    this.#known.add(key);
    return Object.hasOwn(this.#values, key) ? this.#values[key] : undefined;
  }

  integer(key: string, rule: NumberRule): number {
    const value = this.raw(key);
    return value === undefined && rule.fallback !== undefined
      ? rule.fallback
      : checkNumber(this.at(key), value, rule, true);
  }

  number(key: string, rule: NumberRule): number {
    const value = this.raw(key);
    return value === undefined && rule.fallback !== undefined
      ? rule.fallback
      : checkNumber(this.at(key), value, rule, false);
  }

  /** Two numbers [vertical, horizontal], or one for both. */
  pair(key: string, rule: NumberRule, fallback?: readonly [number, number]): readonly [number, number] {
    const value = this.raw(key);
    if (value === undefined && fallback !== undefined) return fallback;
    if (!Array.isArray(value)) {
      const both = checkNumber(this.at(key), value, rule, true);
      return [both, both];
    }
    if (value.length !== 2) throw refuse(this.at(key), 'one whole number or a list of 2', value);
    return [
      checkNumber(`${this.at(key)}.0`, value[0], rule, true),
      checkNumber(`${this.at(key)}.1`, value[1], rule, true),
    ];
  }

  boolean(key: string, fallback: boolean): boolean {
    const value = this.raw(key);
    if (value === undefined) return fallback;
    if (typeof value !== 'boolean') throw refuse(this.at(key), 'true or false', value);
    return value;
  }

  text(key: string, maxLength: number, fallback?: string): string {
    const value = this.raw(key);
    if (value === undefined && fallback !== undefined) return fallback;
    const fits = typeof value === 'string' && value.length <= maxLength;
    if (!fits || (fallback === undefined && value.trim() === '')) {
      const least = fallback === undefined ? 'a text of 1' : 'a text of 0';
      throw refuse(this.at(key), `${least} to ${maxLength} characters`, value);
    }
    return value;
  }

  oneOf<Name extends string>(key: string, names: readonly Name[], fallback?: Name): Name {
    const value = this.raw(key);
    if (value === undefined && fallback !== undefined) return fallback;
    const name = names.find((candidate) => candidate === value);
    if (name !== undefined) return name;
    const close = typeof value === 'string' ? nearest(value, names) : undefined;
    throw refuse(
      this.at(key),
      `one of ${names.join(', ')}`,
      value,
      close === undefined ? undefined : `Did you mean '${close}'?`,
    );
  }

  object(key: string): Fields {
    return new Fields(this.raw(key), this.at(key));
  }

  list(key: string, minLength: number, maxLength: number): readonly unknown[] {
    const value = this.raw(key);
    if (!Array.isArray(value) || value.length < minLength || value.length > maxLength) {
      const count = minLength === maxLength ? String(minLength) : `${minLength} to ${maxLength}`;
      throw refuse(this.at(key), `a list of ${count}`, value);
    }
    return value;
  }

  /** @throws EngineError('config') at the first key that nobody asked for */
  done(): void {
    const known = [...this.#known];
    const unknown = Object.keys(this.#values).find((key) => !this.#known.has(key));
    if (unknown === undefined) return;
    const close = nearest(unknown, known);
    const hint =
      close === undefined ? `Remove it; known here: ${known.join(', ')}.` : `Did you mean '${close}'?`;
    throw new EngineError('config', `${this.at(unknown)}: this setting is not known. ${hint}`, {
      field: this.at(unknown),
    });
  }
}
