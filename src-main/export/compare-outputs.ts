/** How far what a file says is from what the engine says. */

export interface OutputDifference {
  readonly maxDifference: number;
  /** Of the largest output; 0 where both are nothing but zeros. */
  readonly relativeDifference: number;
  /** Part of the samples whose largest output is the same. */
  readonly sameClass: number;
}

/**
 * Shapes: got, expected [count, outputs]. What is no number is infinitely far.
 * @throws RangeError where the lengths differ
 */
export function compareOutputs(got: Float32Array, expected: Float32Array, count: number): OutputDifference {
  if (got.length !== expected.length) {
    throw new RangeError(`Expected ${expected.length} outputs, got ${got.length}.`);
  }
  let [difference, largest] = [0, 0];
  expected.forEach((value, i) => {
    const apart = Math.abs(value - (got[i] ?? NaN));
    difference = Math.max(difference, Number.isNaN(apart) ? Infinity : apart);
    largest = Math.max(largest, Math.abs(value));
  });
  const outputs = expected.length / count;
  let same = 0;
  for (let i = 0; i < count; i += 1) {
    const [ours, theirs] = [expected, got].map((all) =>
      largestAt(all.subarray(i * outputs, (i + 1) * outputs)),
    );
    if (ours === theirs) same += 1;
  }
  const relativeDifference = difference === 0 ? 0 : difference / largest;
  return { maxDifference: difference, relativeDifference, sameClass: same / count };
}

function largestAt(values: Float32Array): number {
  return values.reduce((best, value, i) => (value > (values[best] ?? -Infinity) ? i : best), 0);
}
