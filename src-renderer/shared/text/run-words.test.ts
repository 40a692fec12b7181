/** What is said of runs. */
import { describe, expect, it } from 'vitest';
import { computing, weightsOf } from './run-words';

describe('the words of a run', () => {
  it('name the last epoch, or the best where its weights came back', () => {
    expect(weightsOf({ epochsDone: 20, weightsEpoch: null })).toBe('epoch 20');
    expect(weightsOf({ epochsDone: 20, weightsEpoch: 20 })).toBe('epoch 20');
    expect(weightsOf({ epochsDone: 20, weightsEpoch: 12 })).toBe('epoch 12, the best of 20');
  });

  it('tell threads only of a run that trains, and never promise what relaxed kernels do not keep', () => {
    const batch = { kernels: 'SIMD, relaxed', threads: 2 };
    expect(computing(batch, 'SIMD, plain', true)).toBe('2 threads · SIMD, relaxed · not exactly repeatable');
    expect(computing({ kernels: 'reference', threads: 1 }, 'SIMD, plain', false)).toBe(
      '1 thread · reference kernels · exactly repeatable',
    );
    expect(computing(null, 'SIMD, plain', false)).toBe('SIMD, plain · exactly repeatable');
    expect(computing(null, '', false)).toBe('');
  });
});
