/** The columns of the table of units: what stands in them, and by what they are sorted. */
import type { LayerAnswer } from '../../../src-engine';
import { formatValue } from '../../shared/text/format';

export interface UnitRow {
  readonly unit: number;
  readonly norm: number;
  readonly mean: number;
  readonly health: LayerAnswer['health']['units'][number];
}

export interface UnitColumn {
  readonly id: string;
  readonly title: string;
  /** A sentence on hover and focus. */
  readonly explanation: string;
  readonly text: (row: UnitRow) => string;
  /** Numbers to sort by; NaN goes last either way. */
  readonly key: (row: UnitRow) => number;
}

const share = (part: number): string => (part > 0 && part < 0.001 ? '<0.1%' : `${(part * 100).toFixed(1)}%`);

export const unitColumns: readonly UnitColumn[] = [
  {
    id: 'unit',
    title: 'Unit',
    explanation: 'Place in the layer, from 1.',
    text: ({ unit }) => String(unit + 1),
    key: ({ unit }) => unit,
  },
  {
    id: 'norm',
    title: '‖W‖',
    explanation: 'Norm of its weights.',
    text: ({ norm }) => formatValue(norm),
    key: ({ norm }) => norm,
  },
  {
    id: 'mean',
    title: 'mean a',
    explanation: 'Mean activation over the samples looked at.',
    text: ({ mean }) => formatValue(mean),
    key: ({ mean }) => mean,
  },
  {
    id: 'active',
    title: 'active',
    explanation: 'Part of the samples on which it is active; dead units are next to never.',
    text: ({ health }) => share(health.activeShare),
    key: ({ health }) => health.activeShare,
  },
  {
    id: 'saturated',
    title: 'at end',
    explanation: 'Part of the samples on which it is at an end of its range; saturated units nearly always.',
    text: ({ health }) => share(health.saturatedShare),
    key: ({ health }) => health.saturatedShare,
  },
  {
    id: 'noise',
    title: 'noise',
    explanation: 'Part of the power of its picture above a quarter of a cycle per pixel.',
    text: ({ health }) => (health.noise === null ? '–' : health.noise.toFixed(2)),
    key: ({ health }) => health.noise ?? Number.NaN,
  },
  {
    id: 'twin',
    title: 'alike',
    explanation: '|cosine| of its picture with that of the most similar other unit, and which that is.',
    text: ({ health }) =>
      health.twin === null ? '–' : `${health.similarity.toFixed(2)} #${health.twin + 1}`,
    key: ({ health }) => health.similarity,
  },
  {
    id: 'angle',
    title: 'θ',
    explanation: 'Direction of the bars of the fitted Gabor, anticlockwise from horizontal.',
    text: ({ health }) => (health.gabor === null ? '–' : `${health.gabor.orientationDegrees.toFixed(0)}°`),
    key: ({ health }) => health.gabor?.orientationDegrees ?? Number.NaN,
  },
  {
    id: 'frequency',
    title: 'f',
    explanation: 'Frequency of the fitted Gabor in cycles per pixel.',
    text: ({ health }) => health.gabor?.frequency.toFixed(2) ?? '–',
    key: ({ health }) => health.gabor?.frequency ?? Number.NaN,
  },
  {
    id: 'fit',
    title: 'R²',
    explanation: 'How much of the variance of its picture the fitted Gabor explains.',
    text: ({ health }) => health.gabor?.r2.toFixed(2) ?? '–',
    key: ({ health }) => health.gabor?.r2 ?? Number.NaN,
  },
];

export interface RowOrder {
  readonly column: UnitColumn;
  readonly isRising: boolean;
}

/** A new list; equal rows keep the order of the layer. */
export function sortRows(rows: readonly UnitRow[], { column, isRising }: RowOrder): UnitRow[] {
  return [...rows].sort((a, b) => {
    const [first, second] = [column.key(a), column.key(b)];
    if (Number.isNaN(first) || Number.isNaN(second))
      return Number(Number.isNaN(first)) - Number(Number.isNaN(second)) || a.unit - b.unit;
    return (isRising ? first - second : second - first) || a.unit - b.unit;
  });
}
