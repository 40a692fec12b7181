/** Whether two programs train the same: compares the losses of their first minibatches. */

/** Minibatches whose losses are compared: the first shows the forward pass, the others the gradients and the update. */
export const comparedSteps = 5;

/** Rounding alone separates the programs, a little more with each step. */
const tolerance = 2e-4;

/** @returns what differs, in words, or null */
export function differenceOf(ours: readonly number[], theirs: readonly number[]): string | null {
  const at = ours.findIndex(
    (loss, step) => !(Math.abs(loss - (theirs[step] ?? NaN)) <= tolerance * Math.max(1e-3, Math.abs(loss))),
  );
  if (at < 0) return null;
  return `at minibatch ${at + 1} the loss is ${theirs[at] ?? 'missing'} where ours is ${ours[at]}`;
}
