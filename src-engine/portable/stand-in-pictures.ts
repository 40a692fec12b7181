/** Pictures in the place of those of a data set that is gone, to ask a network and its exported file the same questions. */
import { createRandom } from '../random';
import type { Random } from '../random';
import type { Experiment } from '../spec/experiment';
import type { PackedPictures } from '../worker/protocol';

const count = 256;
/** Patches are cut out of pictures so many times their size. */
const roomForPatches = 2;
const blobs = 4;

/**
 * Uint8 [256, height, width, channels], the same for the same experiment: every second one is noise, which asks all weights
 * at once, the others are smooth blobs, which ask them as pictures do. Classes have numbers for names.
 * @param sampleShape of one input of the network
 */
export function standInPictures(
  experiment: Experiment,
  sampleShape: readonly [height: number, width: number, channels: number],
  classCount: number,
): PackedPictures {
  const factor = experiment.data.mode === 'patches' ? roomForPatches : 1;
  const [height, width, channels] = [sampleShape[0] * factor, sampleShape[1] * factor, sampleShape[2]];
  const random = createRandom(experiment.seed, 'standIn');
  const size = height * width * channels;
  const pixels = new Uint8Array(count * size);
  for (let picture = 0; picture < count; picture += 1) {
    const own = pixels.subarray(picture * size, (picture + 1) * size);
    if (picture % 2 === 0) for (let i = 0; i < size; i += 1) own[i] = Math.floor(256 * random.uniform());
    else paintBlobs(own, height, width, channels, random);
  }
  return {
    count,
    height,
    width,
    channels,
    pixels,
    labels: Int32Array.from({ length: count }, (_, index) => (classCount === 0 ? -1 : index % classCount)),
    classNames: Array.from({ length: classCount }, (_, index) => String(index)),
  };
}

/** Some of them, each with a place, a width and a brightness of its own in every channel. */
function paintBlobs(
  picture: Uint8Array,
  height: number,
  width: number,
  channels: number,
  random: Random,
): void {
  const sums = new Float64Array(picture.length);
  for (let blob = 0; blob < blobs; blob += 1) {
    const [top, left] = [random.uniform() * height, random.uniform() * width];
    const spread = (0.1 + 0.3 * random.uniform()) * Math.max(height, width);
    const brightness = Array.from({ length: channels }, () => random.uniform());
    for (let i = 0; i < sums.length; i += 1) {
      const place = Math.floor(i / channels);
      const [y, x] = [Math.floor(place / width) - top, (place % width) - left];
      sums[i] += (brightness[i % channels] ?? 0) * Math.exp(-(x * x + y * y) / (2 * spread * spread));
    }
  }
  sums.forEach((sum, i) => (picture[i] = Math.min(255, Math.round(255 * sum))));
}
