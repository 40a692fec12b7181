/** Filters become a question, and columns an order. */
import { describe, expect, it } from 'vitest';
import { isFiltered, newestFirst, noFilter, questionOf, sortedBy, toggled } from './run-query';

describe('the question of the table', () => {
  it('leaves archived runs out, asks for them alone, for both, or for what is in the bin', () => {
    const asked = (['current', 'archived', 'all', 'bin'] as const).map((shelf) => {
      const { archived, bin } = questionOf({ ...noFilter, shelf }, newestFirst);
      return [archived, bin];
    });
    expect(asked).toEqual([
      ['without', false],
      ['only', false],
      ['with', false],
      ['with', true],
    ]);
  });

  it('says of every filter that there is one, and of blanks in the search box that there is none', () => {
    expect(isFiltered(noFilter)).toBe(false);
    expect(isFiltered({ ...noFilter, text: '  ' })).toBe(false);
    const filters = [
      { text: 'a' },
      { states: ['failed'] as const },
      { datasets: ['a'] },
      { tags: ['a'] },
      { sweepId: 1 },
      { shelf: 'bin' as const },
    ];
    for (const filter of filters) expect(isFiltered({ ...noFilter, ...filter })).toBe(true);
  });

  it('takes a word in and out of a list', () => {
    expect(toggled(['a', 'b'], 'c')).toEqual(['a', 'b', 'c']);
    expect(toggled(['a', 'b'], 'a')).toEqual(['b']);
  });

  it('turns the order round at the same column, and begins another in its own direction', () => {
    const byName = sortedBy(newestFirst, 'name', false);
    expect(byName).toEqual({ by: 'name', descending: false });
    expect(sortedBy(byName, 'name', false)).toEqual({ by: 'name', descending: true });
    expect(sortedBy(byName, 'testAccuracy', true)).toEqual({ by: 'testAccuracy', descending: true });
  });
});
