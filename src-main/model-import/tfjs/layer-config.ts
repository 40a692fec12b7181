/** Settings of one Keras layer, read with a check: what is missing is the default of Keras, what is odd is refused. */
import { cannotImport } from '../model-format';
import type { KerasLayer } from './chain';

type Pair = readonly [number, number];

const largest = 65_536;

export class LayerConfig {
  readonly layer: KerasLayer;

  constructor(layer: KerasLayer) {
    this.layer = layer;
  }

  get name(): string {
    return this.layer.name;
  }

  /** How messages call it. */
  get title(): string {
    return `The layer "${this.name}" (${this.layer.className})`;
  }

  raw(key: string): unknown {
    return Object.hasOwn(this.layer.config, key) ? this.layer.config[key] : undefined;
  }

  number(key: string, fallback: number): number {
    const value = this.raw(key) ?? fallback;
    if (typeof value === 'number' && Number.isFinite(value)) return value;
    throw this.odd(key, value);
  }

  flag(key: string, fallback: boolean): boolean {
    const value = this.raw(key) ?? fallback;
    if (typeof value === 'boolean') return value;
    throw this.odd(key, value);
  }

  word(key: string, fallback: string): string {
    const value = this.raw(key) ?? fallback;
    if (typeof value === 'string') return value;
    throw this.odd(key, value);
  }

  /** One whole number for both directions, or two. */
  pair(key: string, fallback: Pair): Pair {
    const value = this.raw(key) ?? fallback;
    const both: readonly unknown[] = Array.isArray(value) ? (value as unknown[]) : [value, value];
    const [vertical, horizontal] = both;
    if (both.length === 2 && isSize(vertical) && isSize(horizontal)) return [vertical, horizontal];
    throw this.odd(key, value);
  }

  /** [[top, bottom], [left, right]], in any of the ways that Keras allows. */
  sides(key: string): readonly [Pair, Pair] {
    const value = this.raw(key) ?? 1;
    const both: readonly unknown[] = Array.isArray(value) ? (value as unknown[]) : [value, value];
    const [vertical, horizontal] = both.map((one) => (Array.isArray(one) ? (one as unknown[]) : [one, one]));
    const numbers = [...(vertical ?? []), ...(horizontal ?? [])];
    const [top, bottom, left, right] = numbers;
    if (numbers.length === 4 && isMargin(top) && isMargin(bottom) && isMargin(left) && isMargin(right)) {
      return [
        [top, bottom],
        [left, right],
      ];
    }
    throw this.odd(key, value);
  }

  /** @throws AppError('validation') unless pictures have their channels last */
  requireChannelsLast(): void {
    const format = this.word('data_format', 'channels_last');
    if (format === 'channels_last') return;
    throw cannotImport(`${this.title} with data_format ${format}`, 'Save the model with the channels last.');
  }

  odd(key: string, value: unknown): Error {
    const written = value === undefined ? 'nothing' : JSON.stringify(value).slice(0, 80);
    return cannotImport(`${this.title} with ${key} ${written}`, 'Simplecell has no such layer.');
  }
}

function isSize(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 1 && value <= largest;
}

function isMargin(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 && value <= largest;
}
