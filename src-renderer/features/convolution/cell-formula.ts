/** The lecture's formula and the numbers of one cell put into it, as LaTeX. */
import type { CellTrace, ConvolutionSettings } from '../../../src-engine';

/** Terms on one line of the side column. */
const termsPerLine = 3;
/** Characters of LaTeX that fit into the side column. */
const widestLine = 24;
/** Up to so many columns every product is written; wider kernels have one term a row. */
const widestWritten = 3;

function texNumber(value: number): string {
  if (Number.isInteger(value)) return String(value);
  const size = Math.abs(value);
  if (size < 0.1) return String(Number(value.toPrecision(3)));
  return value.toFixed(size >= 100 ? 1 : size >= 10 ? 2 : 3);
}

function texFactor(value: number): string {
  return value < 0 ? `(${texNumber(value)})` : texNumber(value);
}

/** x + m, or s·x + d·m − p where the settings say so. */
function texPlace(axis: string, offset: string, stride: number, dilation: number, padding: number): string {
  const first = stride === 1 ? axis : `${stride}${axis}`;
  const second = dilation === 1 ? offset : `${dilation}${offset}`;
  const third = padding === 0 ? '' : ` - ${padding}`;
  return `${first} + ${second}${third}`;
}

/** The formula in letters, with the stride, dilation, zeros, scale and bias that are not the usual ones. */
export function generalFormula(
  settings: ConvolutionSettings,
  trace: CellTrace,
  zeros: readonly [number, number],
): string {
  const { stride, dilation, kind, scale, bias } = settings;
  const x = texPlace('x', 'm', stride[1], dilation[1], zeros[1]);
  const y = texPlace('y', 'n', stride[0], dilation[0], zeros[0]);
  const kernel = kind === 'correlation' ? 'K(m, n)' : `K(${trace.width - 1} - m,\\, ${trace.height - 1} - n)`;
  const factor = scale === 1 ? '' : `${texNumber(scale)}\\,`;
  const added = bias === 0 ? '' : ` ${bias < 0 ? '-' : '+'} ${texNumber(Math.abs(bias))}`;
  const isShort = `${x}${y}${kernel}${factor}${added}`.length <= widestLine;
  const [ampersand, line] = isShort ? ['', ''] : ['&', ' \\\\ &\\quad \\cdot'];
  const formula = `C(x, y) =${ampersand} ${factor}\\sum_m \\sum_n I(${x},\\, ${y})${line}\\, ${kernel}${added}`;
  return isShort ? formula : `\\begin{aligned} ${formula} \\end{aligned}`;
}

function written(terms: readonly string[]): string[] {
  const lines: string[] = [];
  for (let at = 0; at < terms.length; at += termsPerLine) {
    lines.push(`${at === 0 ? '' : '{} + '}${terms.slice(at, at + termsPerLine).join(' + ')}`);
  }
  return lines;
}

/** Every product of a small kernel, the sum of each row of a large one, then the sum and what scale and bias make of it. */
export function filledFormula(
  settings: ConvolutionSettings,
  trace: CellTrace,
  place: { readonly x: number; readonly y: number },
): string {
  const columns = trace.width * trace.channels;
  const isWritten = columns <= widestWritten;
  const terms = isWritten
    ? Array.from(
        trace.inputs,
        (input, index) => `${texNumber(input)} \\cdot ${texFactor(trace.weights[index] ?? 0)}`,
      )
    : Array.from({ length: trace.height }, (_, row) =>
        texFactor(
          trace.products.subarray(row * columns, (row + 1) * columns).reduce((sum, one) => sum + one, 0),
        ),
      );
  const { scale, bias } = settings;
  const isPlain = scale === 1 && bias === 0;
  const [first = '', ...more] = written(terms);
  const opening = isPlain ? `C(${place.x}, ${place.y})` : '\\Sigma';
  const lines = [`${opening} &= ${first}`, ...more.map((line) => `& ${line}`), `&= ${texNumber(trace.sum)}`];
  if (!isPlain) {
    const factor = scale === 1 ? '' : `${texFactor(scale)} \\cdot `;
    const added = bias === 0 ? '' : ` ${bias < 0 ? '-' : '+'} ${texNumber(Math.abs(bias))}`;
    lines.push(
      `C(${place.x}, ${place.y}) &= ${factor}${texFactor(trace.sum)}${added}`,
      `&= ${texNumber(trace.result)}`,
    );
  }
  return `\\begin{aligned} ${lines.join(' \\\\ ')} \\end{aligned}`;
}
