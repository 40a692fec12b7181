/** Cuts patches at random places out of whole pictures, whitening only the pictures they come from. */
import { EngineError } from '../errors';
import { createRandom } from '../random';
import type { PatchData, SizePx } from '../spec/experiment';
import type { PackedPictures } from '../worker/protocol';
import { orderByKey } from './order-by-key';
import { createWhitener, whitenedVariance } from './whitening';

const keepGoing = (): void => undefined;
/** Between two breaths. */
const placesAtOnce = 2 ** 16;
const numbersAtOnce = 2 ** 21;

/** Where each patch lies: picture index and top left corner in pixels, all of length [patchCount]. */
export interface PatchPlaces {
  readonly picture: Uint32Array;
  readonly top: Uint32Array;
  readonly left: Uint32Array;
}

export interface Patches {
  /** [count, h, w, c]. */
  readonly values: Float32Array;
  /** For `whitenPicture`; null where nothing was whitened. */
  readonly whiteningScale: number | null;
}

/**
 * Places drawn evenly over all pictures and all positions where a patch fits wholly inside; patches may
 * overlap. Derived from the seed.
 * @param breathe called between bounded amounts of work; may throw to give up
 * @throws EngineError('config') when the pictures are smaller than the patch
 */
export function choosePlaces(
  pictures: PackedPictures,
  patchSize: SizePx,
  count: number,
  seed: number,
  breathe: () => void = keepGoing,
): PatchPlaces {
  const [height, width] = patchSize;
  if (height > pictures.height || width > pictures.width) {
    throw new EngineError(
      'config',
      `A patch of ${height}×${width} pixels does not fit into pictures of ${pictures.height}×${pictures.width}. ` +
        'Choose a smaller patch or import the pictures at a larger size.',
      { field: 'data.patchSize' },
    );
  }
  const random = createRandom(seed, 'patches');
  const picture = new Uint32Array(count);
  const top = new Uint32Array(count);
  const left = new Uint32Array(count);
  for (let i = 0; i < count; i += 1) {
    if (i % placesAtOnce === 0) breathe();
    picture[i] = random.integer(pictures.count);
    top[i] = random.integer(pictures.height - height + 1);
    left[i] = random.integer(pictures.width - width + 1);
  }
  return { picture, top, left };
}

/** Pixels in [0, 1] of the chosen patches: [count, h, w, c]. */
function cutRawPatches(
  pictures: PackedPictures,
  places: PatchPlaces,
  [height, width]: SizePx,
  breathe: () => void,
): Float32Array {
  const { channels, pixels } = pictures;
  const rowLength = width * channels;
  const values = new Float32Array(places.picture.length * height * rowLength);
  const patchesAtOnce = Math.max(1, Math.floor(numbersAtOnce / (height * rowLength)));
  let at = 0;
  for (let i = 0; i < places.picture.length; i += 1) {
    if (i % patchesAtOnce === 0) breathe();
    for (let y = 0; y < height; y += 1) {
      const row = places.picture[i] * pictures.height + places.top[i] + y;
      const from = (row * pictures.width + places.left[i]) * channels;
      for (let x = 0; x < rowLength; x += 1, at += 1) values[at] = pixels[from + x] / 255;
    }
  }
  return values;
}

/** Patch indices grouped by their picture: those of the u-th used picture are order[starts[u]…starts[u+1]). */
function groupByPicture(places: PatchPlaces): { order: Uint32Array; starts: number[] } {
  const everyPatch = Uint32Array.from({ length: places.picture.length }, (_, i) => i);
  const order = orderByKey(everyPatch, places.picture, 0);
  const starts: number[] = [];
  for (let i = 0; i < order.length; i += 1) {
    if (i === 0 || places.picture[order[i]] !== places.picture[order[i - 1]]) starts.push(i);
  }
  starts.push(order.length);
  return { order, starts };
}

/** One channel of one picture in [0, 1], overwriting `plane` [height, width]. */
function loadPlane(pictures: PackedPictures, picture: number, channel: number, plane: Float32Array): void {
  const start = picture * plane.length * pictures.channels + channel;
  for (let i = 0; i < plane.length; i += 1) plane[i] = pictures.pixels[start + i * pictures.channels] / 255;
}

/** The chosen patches of the whitened pictures, each channel by itself: [count, h, w, c]. */
function cutWhitenedPatches(
  pictures: PackedPictures,
  places: PatchPlaces,
  [height, width]: SizePx,
  breathe: () => void,
): Patches {
  const { channels } = pictures;
  const patchLength = height * width * channels;
  const values = new Float32Array(places.picture.length * patchLength);
  const { order, starts } = groupByPicture(places);
  const planeCount = (starts.length - 1) * channels;
  const whitener = createWhitener(pictures.height, pictures.width);
  const planes = [0, 1].map(() => new Float32Array(pictures.height * pictures.width));
  let squares = 0;

  function cutFrom(plane: Float32Array, used: number, channel: number): void {
    for (let i = starts[used]; i < starts[used + 1]; i += 1) {
      const patch = order[i];
      let at = patch * patchLength + channel;
      for (let y = 0; y < height; y += 1) {
        const from = (places.top[patch] + y) * pictures.width + places.left[patch];
        for (let x = 0; x < width; x += 1, at += channels) values[at] = plane[from + x];
      }
    }
  }

  for (let pair = 0; pair < planeCount; pair += 2) {
    breathe();
    planes.forEach((plane, which) => {
      const index = Math.min(pair + which, planeCount - 1);
      const picture = places.picture[order[starts[Math.floor(index / channels)]]];
      loadPlane(pictures, picture, index % channels, plane);
    });
    whitener.whitenPair(planes[0], planes[1]);
    planes.slice(0, planeCount - pair).forEach((plane, which) => {
      const index = pair + which;
      for (let i = 0; i < plane.length; i += 1) squares += plane[i] * plane[i];
      cutFrom(plane, Math.floor(index / channels), index % channels);
    });
  }

  // Whitened planes have mean 0, so their mean square is their variance.
  const variance = squares / (planeCount * pictures.height * pictures.width);
  const scale = variance > 1e-12 ? Math.sqrt(whitenedVariance / variance) : 0;
  for (let start = 0; start < values.length; start += numbersAtOnce) {
    breathe();
    const end = Math.min(values.length, start + numbersAtOnce);
    for (let i = start; i < end; i += 1) values[i] *= scale;
  }
  return { values, whiteningScale: scale };
}

/**
 * Patches as an experiment asks for them.
 * Shapes: pictures [n, H, W, c], places [count] → [count, h, w, c]; in [0, 1], or with `whiten` of mean
 * about 0 and mean variance 0.1 over the whitened pictures. Needs one picture's memory beside the result.
 * @param breathe called at least between two pictures that are whitened; may throw to give up
 */
export function cutPatches(
  pictures: PackedPictures,
  places: PatchPlaces,
  data: PatchData,
  breathe: () => void = keepGoing,
): Patches {
  return data.whiten
    ? cutWhitenedPatches(pictures, places, data.patchSize, breathe)
    : { values: cutRawPatches(pictures, places, data.patchSize, breathe), whiteningScale: null };
}
