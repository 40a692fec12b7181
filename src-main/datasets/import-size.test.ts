/** The working size that fits the pictures. */
import { describe, expect, it } from 'vitest';
import { chooseSize, pickForProbe } from './import-size';

const size = (heightPx: number, widthPx: number) => ({ heightPx, widthPx });

describe('chooseSize', () => {
  it('keeps the median of small pictures, whatever a few outliers are', () => {
    expect(chooseSize([size(28, 32), size(28, 32), size(28, 32), size(4000, 3000), null])).toEqual([28, 32]);
  });

  it('makes larger ones 256×256', () => {
    expect(chooseSize([size(97, 20), size(97, 20)])).toEqual([256, 256]);
    expect(chooseSize([size(96, 96)])).toEqual([96, 96]);
  });

  it('does not go below four, and has an answer when nothing is known', () => {
    expect(chooseSize([size(1, 2)])).toEqual([4, 4]);
    expect(chooseSize([null])).toEqual([256, 256]);
  });
});

describe('pickForProbe', () => {
  it('takes all of few and 64 spread over many', () => {
    expect(pickForProbe([1, 2, 3])).toEqual([1, 2, 3]);
    const picked = pickForProbe(Array.from({ length: 6400 }, (_, i) => i));
    expect(picked).toHaveLength(64);
    expect([picked[0], picked.at(-1)]).toEqual([50, 6350]);
  });
});
