import { expect, it } from 'vitest';
import { exportFormatSchema } from '../../../src-main/contract/exports';
import { formatGroups, formatWords } from './format-words';

it('lists every format there is, once', () => {
  const listed = formatGroups.flatMap(({ formats }) => formats);
  expect(listed.toSorted()).toEqual(exportFormatSchema.options.toSorted());
});

it('keeps the sentences of the list to a line', () => {
  const long = Object.values(formatWords).filter(({ sentence }) => sentence.length > 46);
  expect(long).toEqual([]);
});
