/** A chart as CSV: every number with all its digits, in the row of its x. */
import { describe, expect, it } from 'vitest';
import { chartCsv } from './chart-csv';

const stroke = { colorToken: '--a' };

describe('chartCsv', () => {
  it('has a row for every x of any line, empty where a line has no point', () => {
    const csv = chartCsv(
      [
        {
          ...stroke,
          label: 'train',
          points: [
            { x: 1, y: 0.1 + 0.2 },
            { x: 2, y: 5e-7 },
          ],
        },
        {
          ...stroke,
          label: 'validation',
          points: [
            { x: 2, y: 3 },
            { x: 0.5, y: 4 },
          ],
        },
      ],
      'epoch',
    );
    expect(csv).toBe('epoch,train,validation\r\n0.5,,4\r\n1,0.30000000000000004,\r\n2,5e-7,3\r\n');
  });

  it('has the edges of bands as columns, and no lines without a name behind the others', () => {
    const csv = chartCsv(
      [
        { ...stroke, label: '', background: true, points: [{ x: 0, y: 9 }] },
        {
          ...stroke,
          label: 'mean',
          points: [{ x: 1, y: 2 }],
          band: { lo: [{ x: 1, y: 1 }], hi: [{ x: 1, y: 3 }] },
        },
      ],
      'shift',
    );
    expect(csv).toBe('shift,mean,mean (low),mean (high)\r\n1,2,1,3\r\n');
  });

  it('quotes names with commas, quotes and line ends', () => {
    expect(chartCsv([{ ...stroke, label: 'run 1, "wide"', points: [] }], 'time (s)')).toBe(
      'time (s),"run 1, ""wide"""\r\n',
    );
  });
});
