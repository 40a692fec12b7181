/** The careful sentences, and that none of them claims what the interval does not show. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { comparedMetrics } from './compared-metrics';
import { describeDifference, verdictOf } from './difference-words';
import { pairedDifference } from './intervals';

const names = { a: 'standard', b: 'dropout' };
const over = (a: readonly number[], b: readonly number[]) =>
  pairedDifference(
    a.map((value, index) => ({ seed: index + 1, value })),
    b.map((value, index) => ({ seed: index + 1, value })),
  );

describe('describeDifference', () => {
  it('states direction, size, interval, metric and seeds where there is a difference', () => {
    const difference = over([0.9, 0.91, 0.92], [0.93, 0.942, 0.948]);
    expect(describeDifference({ ...names, metric: 'test.accuracy', difference })).toBe(
      'At these 3 seeds the test accuracy is 3.00 percentage points higher in "dropout" than in "standard" ' +
        '(95 % interval +2.50 to +3.50). This holds for these seeds and this data; other data may say otherwise.',
    );
    const lower = describeDifference({
      ...names,
      metric: 'gap',
      difference: over([0.1, 0.12], [0.05, 0.0705]),
    });
    expect(lower).toMatch(
      /gap between train and test accuracy is 4\.98 percentage points lower in "dropout"/,
    );
    expect(lower).toMatch(/interval −5\.29 to −4\.66/);
    const longer = describeDifference({ ...names, metric: 'seconds', difference: over([1, 2], [3, 4.001]) });
    expect(longer).toMatch(/training time is 2\.001 s longer in "dropout"/);
  });

  it('says that nothing is shown where the interval contains 0', () => {
    const sentence = describeDifference({
      ...names,
      metric: 'test.loss',
      difference: over([0.3, 0.4, 0.5, 0.2, 0.3], [0.31, 0.39, 0.52, 0.19, 0.3]),
    });
    expect(sentence).toMatch(
      /^No difference shown at 5 seeds in the test loss of "standard" and "dropout": \+0\.002 from/,
    );
    expect(sentence).toMatch(/contains 0\. That is not to say they are equal/);
  });

  it('says so where the arms are equal', () => {
    const difference = over([0.5, 0.6], [0.5, 0.6]);
    expect(describeDifference({ ...names, metric: 'test.accuracy', difference })).toBe(
      'No difference shown at 2 seeds: the test accuracy of "standard" and "dropout" is exactly equal at each of them.',
    );
  });

  it('does not take equal differences for certainty', () => {
    const difference = over([0.5, 0.75], [0.75, 1]);
    expect(verdictOf(difference)).toBe('unshown');
    expect(describeDifference({ ...names, metric: 'test.accuracy', difference })).toMatch(
      /^No difference shown at 2 seeds: the test accuracy is 25\.00 percentage points higher .* by the very same amount/,
    );
  });

  it('never lets a single seed win', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (x, y) => {
          const difference = over([x], [y]);
          const sentence = describeDifference({ ...names, metric: 'test.accuracy', difference });
          expect(verdictOf(difference)).toBe('single');
          expect(sentence).toMatch(/^At the single seed 1 .*One seed cannot tell a difference from chance/);
        },
      ),
    );
    expect(describeDifference({ ...names, metric: 'gap', difference: null })).toMatch(/^No seed is finished/);
  });

  it('claims a direction exactly where the interval is on one side of 0', () => {
    const side = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 2, maxLength: 6 });
    fc.assert(
      fc.property(side, side, fc.constantFrom(...comparedMetrics), (a, b, metric) => {
        const difference = over(a, b);
        const [low, high] = difference!.ci95!;
        const sentence = describeDifference({ ...names, metric, difference });
        const claims = /^At these \d+ seeds the .* (higher|lower|longer|shorter) in "dropout"/.exec(sentence);
        if (low === high) expect(claims).toBeNull();
        else if (low > 0) expect(claims?.[1]).toMatch(/higher|longer/);
        else if (high < 0) expect(claims?.[1]).toMatch(/lower|shorter/);
        else expect(sentence).toMatch(/^No difference shown at \d+ seeds/);
      }),
    );
  });
});
