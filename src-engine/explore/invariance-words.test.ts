/** Sentences about shifts: the numbers they were given, and no more. */
import { describe, expect, test } from 'vitest';
import { describeShift } from './invariance-words';
import type { ShiftSeen } from './invariance-words';

const seen: ShiftSeen = { dx: 2, dy: 0, kind: 'max', region: 4, before: 0.84, after: 0.31, pictures: 1 };

/** Without the thin spaces, so that tests can be read. */
function say(change: Partial<ShiftSeen>): string {
  return describeShift({ ...seen, ...change }).replaceAll('\u202f', ' ');
}

describe('the sentence about a shift', () => {
  test('says both changes in percent', () => {
    expect(say({})).toBe(
      'A shift of 2 px to the right changes the features by 84 %; after 4×4 max pooling by 31 %.',
    );
  });

  test('says over how many pictures it holds on average', () => {
    expect(say({ pictures: 64, kind: 'mean' })).toBe(
      'A shift of 2 px to the right changes the features by 84 % on average over 64 pictures; ' +
        'after 4×4 mean pooling by 31 %.',
    );
  });

  test('names every direction', () => {
    expect(say({ dx: -1 })).toContain('A shift of 1 px to the left changes');
    expect(say({ dx: 0, dy: 3 })).toContain('A shift of 3 px down changes');
    expect(say({ dx: 4, dy: -5 })).toContain('A shift of 4 px to the right and 5 px up changes');
  });

  test('does not praise pooling where it changes more, or as much', () => {
    expect(say({ after: 0.97 })).toMatch(/by 97 %, which is more\.$/);
    expect(say({ after: 0.8412 })).toMatch(/by 84 % as well: pooling does not help here\.$/);
  });

  test('calls little less than 1 %, and only nothing 0 %', () => {
    expect(say({ after: 0.0049 })).toMatch(/by less than 1 %\.$/);
    expect(say({ after: 0.005 })).toMatch(/by 1 %\.$/);
    expect(say({ after: 0 })).toMatch(/by 0 %\.$/);
  });

  test('goes above 100 % where the features change by more than their own size', () => {
    expect(say({ before: 1.413 })).toContain('by 141 %;');
  });

  test('says what cannot be measured', () => {
    expect(say({ before: null, after: null })).toBe(
      'This picture gives no features with this kernel, so there is no change to measure.',
    );
    expect(say({ before: null, after: null, pictures: 9 })).toContain('These pictures give no features');
    expect(say({ after: null })).toMatch(/; after 4×4 max pooling nothing is left to compare\.$/);
  });

  test('says nothing of pooling where nothing changed', () => {
    expect(say({ dx: 0, before: 0, after: 0 })).toBe(
      'Without a shift nothing changes, neither before pooling nor after it.',
    );
    expect(say({ before: 0, after: 0 })).toBe(
      'A shift of 2 px to the right does not change the features at all.',
    );
  });
});
