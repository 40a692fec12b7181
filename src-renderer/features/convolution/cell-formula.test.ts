/** The numbers in the formula are those of the cell. */
import { describe, expect, it } from 'vitest';
import { traceCell, type ConvolutionSettings, type FeatureMap } from '../../../src-engine';
import { filledFormula, generalFormula } from './cell-formula';

const grid = (height: number, width: number, values: readonly number[]): FeatureMap => ({
  height,
  width,
  channels: 1,
  values: Float32Array.from(values),
});
const plain: ConvolutionSettings = {
  kind: 'correlation',
  stride: [1, 1],
  padding: 'valid',
  dilation: [1, 1],
  scale: 1,
  bias: 0,
};
const picture = grid(2, 2, [1, 2, 3, 0.5]);
const place = { x: 0, y: 0 };
const trace = (kernel: FeatureMap, settings: ConvolutionSettings) =>
  traceCell(picture, kernel, settings, { ...place, channel: 0 });

describe('the formula in letters', () => {
  it('is the lecture’s where nothing is unusual', () => {
    const formula = generalFormula(plain, trace(grid(1, 1, [1]), plain), [0, 0]);
    expect(formula).toBe('C(x, y) = \\sum_m \\sum_n I(x + m,\\, y + n)\\, K(m, n)');
  });

  it('shows stride, dilation, zeros, scale and bias, and the turned kernel', () => {
    const settings: ConvolutionSettings = {
      ...plain,
      kind: 'convolution',
      stride: [2, 3],
      dilation: [1, 2],
      scale: 0.5,
      bias: -1,
    };
    const formula = generalFormula(settings, trace(grid(1, 1, [1]), settings), [0, 4]);
    expect(formula).toContain('I(3x + 2m - 4,\\, 2y + n)');
    expect(formula).toContain('K(0 - m,\\, 0 - n)');
    expect(formula).toContain('0.500\\,\\sum');
    expect(formula).toContain('- 1');
  });
});

describe('the formula with numbers', () => {
  it('writes every product of a small kernel, and their sum', () => {
    const filled = filledFormula(plain, trace(grid(2, 2, [1, -1, 2, 4]), plain), place);
    expect(filled).toContain('C(0, 0) &= 1 \\cdot 1 + 2 \\cdot (-1) + 3 \\cdot 2');
    expect(filled).toContain('0.500 \\cdot 4');
    expect(filled).toContain('&= 7 ');
  });

  it('says what scale and bias make of the sum, with enough digits to follow', () => {
    const settings = { ...plain, scale: 1 / 256, bias: 2 };
    const filled = filledFormula(settings, trace(grid(2, 2, [1, -1, 2, 4]), settings), place);
    expect(filled).toContain('\\Sigma &= ');
    expect(filled).toContain('0.00391 \\cdot 7 + 2');
    expect(filled).toContain('&= 2.027');
  });

  it('has one term for each row of a wide kernel', () => {
    const wide = { ...plain, padding: 3 };
    const filled = filledFormula(wide, trace(grid(5, 5, new Array<number>(25).fill(1)), wide), place);
    expect(filled).not.toContain('\\cdot');
    expect(filled).toContain('0 + 0 + 0');
  });
});
