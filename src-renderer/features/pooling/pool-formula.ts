/** The formula of pooling as TeX, and the same with the numbers of one region in it. */
import type { PoolSettings, PoolTrace } from '../../../src-engine';
import type { Place } from './shown-map';

/** So many numbers stand in the formula; of larger regions the first and the last. */
const mostNumbers = 9;

/** Three digits are what one can compare at a glance; the numbers beside the picture say more. */
function number(value: number): string {
  const text = Math.abs(value) >= 100 ? value.toFixed(0) : value.toFixed(Math.abs(value) >= 10 ? 1 : 2);
  return text.replace('-', '{-}');
}

function enumerated(values: Float32Array, separator: string): string {
  const texts = Array.from(values, number);
  if (texts.length <= mostNumbers) return texts.join(separator);
  const last = texts[texts.length - 1] ?? '';
  return [...texts.slice(0, mostNumbers - 2), '\\dots', last].join(separator);
}

/** Where the window begins on one axis, e.g. `2x + m`. */
function start(stride: number, place: string, offset: string): string {
  return `${stride === 1 ? '' : stride}${place} + ${offset}`;
}

/** P(x,y) by the map F under the region; x and m count columns, y and n rows. */
export function poolingFormula({ kind, region: [rows, columns], stride }: PoolSettings): string {
  const pixel = `F(${start(stride[1], 'x', 'm')},\\, ${start(stride[0], 'y', 'n')})`;
  const range = `0 \\le m < ${columns},\\; 0 \\le n < ${rows}`;
  return kind === 'max'
    ? `P(x,y) = \\max_{${range}} ${pixel}`
    : `P(x,y) = \\frac{1}{${columns} \\cdot ${rows}} \\sum_{m=0}^{${columns - 1}} \\sum_{n=0}^{${rows - 1}} ${pixel}`;
}

/** The same at one place, filled with its numbers. */
export function poolingNumbers(kind: PoolSettings['kind'], place: Place, trace: PoolTrace): string {
  const left = `P(${place.x},${place.y})`;
  if (kind === 'max') {
    return `${left} = \\max\\{${enumerated(trace.inputs, ',\\, ')}\\} = ${number(trace.result)}`;
  }
  const sum = enumerated(trace.inputs, ' + ').replaceAll('+ {-}', '- ');
  return `${left} = \\tfrac{1}{${trace.count}}(${sum}) = \\tfrac{${number(trace.sum)}}{${trace.count}} = ${number(trace.result)}`;
}
