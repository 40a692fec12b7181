/** How a kernel slides, as the panel edits it, and what is wrong with it. */
import type { ConvolutionKind, Padding } from '../../../src-engine';

export interface Sliding {
  stride: number;
  padding: Padding;
  dilation: number;
  kind: ConvolutionKind;
}

export type SlidingErrors = Readonly<Partial<Record<keyof Sliding, string>>>;

const most = 64;

function isWhole(value: number, least: number): boolean {
  return Number.isInteger(value) && value >= least && value <= most;
}

export function errorsOf({ stride, padding, dilation }: Sliding): SlidingErrors {
  return {
    ...(isWhole(stride, 1) ? {} : { stride: `A whole number from 1 to ${most}.` }),
    ...(isWhole(dilation, 1) ? {} : { dilation: `A whole number from 1 to ${most}.` }),
    ...(typeof padding !== 'number' || isWhole(padding, 0)
      ? {}
      : { padding: `A whole number from 0 to ${most}.` }),
  };
}
