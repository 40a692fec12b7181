/** What would go is said in a sentence that counts right. */
import { expect, it } from 'vitest';
import { prunedWords } from './storage-words';

it('names what there is, in the singular where there is one', () => {
  const items = [
    { part: 'checkpointsAfterDays', count: 1, bytes: 1e6 },
    { part: 'filtersPerRun', count: 0, bytes: 0 },
    { part: 'bin', count: 2, bytes: 2e6 },
    { part: 'leftovers', count: 3, bytes: 3e6 },
  ] as const;
  expect(prunedWords({ items: [...items], bytes: 6e6 })).toBe(
    '1 checkpoint, 2 deleted runs and 3 left-over files, 6.0\u202fMB',
  );
  expect(prunedWords({ items: [items[1]], bytes: 0 })).toBe('nothing');
});
