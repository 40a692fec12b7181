/** Work on many numbers in slices, each its own turn: frames and clicks come between them. */
import { createBreath } from './breath';

/** Some milliseconds of simple arithmetic, also where the code has never run before. */
const sliceLength = 2 ** 17;

const letFramesIn = createBreath();

/**
 * Calls `work` for one slice of [0, count) after the other. What is one slice alone is done at once; else each, the first
 * too, has a turn of its own: whoever begins may have much else to do in this one.
 * @param isWanted asked before each slice but a single one; false ends it
 * @returns whether all was done
 */
export async function inSlices(
  count: number,
  work: (first: number, end: number) => void,
  isWanted: () => boolean = () => true,
): Promise<boolean> {
  for (let first = 0; first < count; first += sliceLength) {
    if (count > sliceLength) {
      await letFramesIn();
      if (!isWanted()) return false;
    }
    work(first, Math.min(first + sliceLength, count));
  }
  return true;
}
