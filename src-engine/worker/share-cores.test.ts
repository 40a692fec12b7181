import fc from 'fast-check';
import { expect, test } from 'vitest';
import { threadsPerRun } from './share-cores';

test('a run alone has all cores, and several divide them', () => {
  expect(threadsPerRun(8, 1)).toBe(8);
  expect(threadsPerRun(8, 3)).toBe(2);
  expect(threadsPerRun(2, 0)).toBe(2);
});

test('each run has one thread where there are as many runs as cores, or more', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 64 }), fc.nat({ max: 64 }), (cores, more) => {
      expect(threadsPerRun(cores, cores + more)).toBe(1);
    }),
  );
});

test('all runs together never ask for more threads than there are cores, as long as each can have one', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 64 }), fc.integer({ min: 1, max: 64 }), (cores, runs) => {
      expect(threadsPerRun(cores, runs) * runs).toBeLessThanOrEqual(Math.max(cores, runs));
    }),
  );
});
