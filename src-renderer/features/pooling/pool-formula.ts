/** The formula of pooling as TeX, and the same with the numbers of one region in it. */
import type { PoolSettings, PoolTrace } from '../../../src-engine';
import type { Place } from '../../shared/playback/use-cell';

/** So many numbers stand in the formula; of larger regions the first and the last. */
const mostNumbers = 16;
/** On one line of the side column. */
const numbersPerLine = 4;

/** Two decimals are what one can compare at a glance; the numbers beside the picture say more. */
function number(value: number): string {
  const text = Math.abs(value) >= 100 ? value.toFixed(0) : value.toFixed(Math.abs(value) >= 10 ? 1 : 2);
  return text.replace('-', '{-}');
}

/** As many of the numbers as are written; null stands for those that are left out. */
function written(values: Float32Array): (number | null)[] {
  const all = Array.from(values);
  return all.length <= mostNumbers ? all : [...all.slice(0, mostNumbers - 2), null, ...all.slice(-1)];
}

function inLines(terms: readonly string[]): string[] {
  const lines: string[] = [];
  for (let at = 0; at < terms.length; at += numbersPerLine) {
    lines.push(terms.slice(at, at + numbersPerLine).join(' '));
  }
  return lines;
}

/** `a,\, b,\, c` */
function listed(values: Float32Array): string[] {
  const texts = written(values).map((value) => (value === null ? '\\dots' : number(value)));
  return inLines(texts.map((text, index) => (index < texts.length - 1 ? `${text},\\,` : text)));
}

/** `a + b - c`, a line after the first beginning with its sign. */
function summed(values: Float32Array): string[] {
  return inLines(
    written(values).map((value, index) => {
      if (value === null) return '+ \\dots';
      if (index === 0) return number(value);
      return `${value < 0 ? '-' : '+'} ${number(Math.abs(value))}`;
    }),
  );
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
  const isMax = kind === 'max';
  const [open, close] = isMax ? ['\\max\\{', '\\}'] : [`\\tfrac{1}{${trace.count}}(`, ')'];
  const [first = '', ...more] = isMax ? listed(trace.inputs) : summed(trace.inputs);
  const lines = [`P(${place.x},${place.y}) &= ${open}${first}`, ...more.map((line) => `&\\quad {}${line}`)];
  const result = isMax ? '' : `\\tfrac{${number(trace.sum)}}{${trace.count}} = `;
  return `\\begin{aligned} ${lines.join(' \\\\ ')}${close} \\\\ &= ${result}${number(trace.result)} \\end{aligned}`;
}
