/** What is said of a bench claims no more than its runs show. */
import { describe, expect, it } from 'vitest';
import type { SweepComparison } from '../../../src-main/contract/sweeps';
import { countsText, differenceText, intervalText, verdicts } from './sweep-words';

const arm = (name: string, mean: number) => ({
  name,
  runs: 5,
  finished: 5,
  failed: 0,
  metric: { 'test.accuracy': { mean, ci95: [mean - 0.01, mean + 0.01] as const, n: 5 } },
});

const comparison: SweepComparison = {
  arms: [arm('standard', 0.9), arm('half', 0.93), arm('late', 0.5)],
  differences: [
    {
      a: 0,
      b: 1,
      metric: 'test.accuracy',
      mean: 0.03,
      ci95: [0.01, 0.05],
      n: 5,
      seeds: [1, 2, 3, 4, 5],
      verdict: 'shown',
      words: 'At these 5 seeds …',
    },
  ],
};

describe('the words of a bench', () => {
  it('hand on what main says of a difference, and say where there is nothing to say yet', () => {
    const [half, late] = verdicts(comparison, 'test.accuracy', 0);
    expect(half).toEqual({ arm: 1, verdict: 'shown', words: 'At these 5 seeds …' });
    expect(late.verdict).toBe('none');
    expect(late.words).toContain('nothing can be said about their test accuracy');
  });

  it('call what one arm does over its seeds chance', () => {
    const [only] = verdicts({ arms: [arm('alone', 0.9)], differences: [] }, 'test.accuracy', 0);
    expect(only.verdict).toBe('spread');
    expect(only.words).toContain('90.00 ± 1.00 % over 5 seeds');
  });

  it('count runs by what they are about', () => {
    const none = { waiting: 0, underWay: 0, finished: 0, ended: 0, failed: 0 };
    expect(countsText({ ...none, finished: 4 })).toBe('all 4 finished');
    expect(countsText({ waiting: 3, underWay: 2, finished: 4, ended: 1, failed: 1 })).toBe(
      '4 of 11 finished, 2 training, 3 waiting, 1 stopped, 1 failed',
    );
  });

  it('write intervals and differences with their units and signs', () => {
    expect(intervalText('test.accuracy', { mean: 0.9312, ci95: [0.9272, 0.9352] })).toBe('93.12 ± 0.40 %');
    expect(intervalText('test.accuracy', { mean: 0.9312, ci95: null })).toBe('93.12 %');
    expect(differenceText('test.accuracy', { mean: -0.012, ci95: [-0.02, 0.004] })).toBe(
      '−1.20 pp  [−2.00, +0.40]',
    );
  });
});
