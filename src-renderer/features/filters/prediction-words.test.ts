/** Words for predictions that are right, wrong, unsure and nearly certain. */
import { describe, expect, it } from 'vitest';
import { describePrediction } from './prediction-words';

const names = ['sandal', 'sneaker', 'ankle boot'];

/** Thin spaces as plain ones. */
function textOf(probabilities: readonly number[], label: number): string {
  return describePrediction(probabilities, label, names).text.replaceAll('\u202f', ' ');
}

describe('describePrediction', () => {
  it('says the guess, how sure it is, and what it is', () => {
    expect(textOf([0.07, 0.73, 0.2], 2)).toBe('sneaker 73 % (ankle boot)');
    expect(describePrediction([0.07, 0.73, 0.2], 2, names).isRight).toBe(false);
    expect(textOf([0.9, 0.1, 0], 0)).toBe('sandal 90 % (sandal)');
    expect(describePrediction([0.9, 0.1, 0], 0, names).isRight).toBe(true);
  });

  it('says nothing of a truth that is not known', () => {
    expect(textOf([0.2, 0.2, 0.6], -1)).toBe('ankle boot 60 %');
    expect(describePrediction([0.2, 0.2, 0.6], -1, names).isRight).toBeNull();
  });

  it('takes the first of equals and is never more certain than the network', () => {
    expect(describePrediction([0.5, 0.5, 0], 1, names).predicted).toBe(0);
    expect(textOf([0.0001, 0.9999, 0], 1)).toBe('sneaker > 99 % (sneaker)');
    expect(textOf([0, 1, 0], 1)).toBe('sneaker 100 % (sneaker)');
  });
});
