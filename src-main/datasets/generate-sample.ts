/** Makes the pictures of a built-in set inside a decoder process. */
import { sampleSets } from '../../src-engine';

/** @returns uint8 [count, heightPx, widthPx, channels] */
export function generateSample(name: string): Uint8Array {
  const set = sampleSets.find((candidate) => candidate.name === name);
  if (set === undefined) throw new Error(`there is no built-in set ${name}`);
  const bytesPerPicture = set.heightPx * set.widthPx * set.channels;
  const pixels = new Uint8Array(set.count * bytesPerPicture);
  for (let index = 0; index < set.count; index++) pixels.set(set.picture(index), index * bytesPerPicture);
  return pixels;
}
