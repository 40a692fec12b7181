/** How the size of an import may be written. */
import { InvalidArgumentError } from 'commander';
import { expect, it } from 'vitest';
import { parseSize } from './import-command';

it('takes height and width, and one number for a square', () => {
  expect(parseSize('28x32')).toEqual([28, 32]);
  expect(parseSize('28×32')).toEqual([28, 32]);
  expect(parseSize('28')).toEqual([28, 28]);
});

it.each(['', 'x', '28x', 'x28', '28x28x1', '2.5', '-28', 'big'])(
  'refuses “%s” and says what it must be',
  (text) => {
    expect(() => parseSize(text)).toThrow(InvalidArgumentError);
    expect(() => parseSize(text)).toThrow('28x28, or one number for a square');
  },
);
