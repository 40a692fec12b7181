/** The table of units says what was measured and sorts by it. */
import { describe, expect, it } from 'vitest';
import { sortRows, unitColumns, type UnitRow } from './unit-columns';

function row(unit: number, norm: number, noise: number | null = null): UnitRow {
  return {
    unit,
    norm,
    mean: 0.0123,
    health: {
      marks: [],
      activeShare: 0.0004,
      saturatedShare: 0.25,
      noise,
      twin: 6,
      similarity: 0.978,
      gabor: null,
    },
  };
}

const column = (id: string) => unitColumns.find((candidate) => candidate.id === id)!;
const units = (rows: readonly UnitRow[]): number[] => rows.map(({ unit }) => unit);

describe('sortRows', () => {
  const rows = [row(0, 2), row(1, 3), row(2, 2), row(3, 1)];

  it('sorts either way and keeps equal units in the order of the layer', () => {
    expect(units(sortRows(rows, { column: column('norm'), isRising: true }))).toEqual([3, 0, 2, 1]);
    expect(units(sortRows(rows, { column: column('norm'), isRising: false }))).toEqual([1, 0, 2, 3]);
    expect(units(rows)).toEqual([0, 1, 2, 3]);
  });

  it('puts what was not measured last, whichever way', () => {
    const some = [row(0, 1), row(1, 1, 0.7), row(2, 1), row(3, 1, 0.2)];
    expect(units(sortRows(some, { column: column('noise'), isRising: true }))).toEqual([3, 1, 0, 2]);
    expect(units(sortRows(some, { column: column('noise'), isRising: false }))).toEqual([1, 3, 0, 2]);
  });
});

describe('unitColumns', () => {
  it('write numbers from 1, shares in percent and what is missing as a dash', () => {
    const text = Object.fromEntries(unitColumns.map(({ id, text }) => [id, text(row(4, 2.5, 0.614))]));
    expect(text).toEqual({
      unit: '5',
      norm: '2.5000',
      mean: '0.0123',
      active: '<0.1%',
      saturated: '25.0%',
      noise: '0.61',
      twin: '0.98 #7',
      angle: '–',
      frequency: '–',
      fit: '–',
    });
  });
});
