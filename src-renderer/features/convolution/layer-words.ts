/** What is done to a picture before a learned layer sees it, in sentences. */
import type { FittedPreprocessing, LearnedInput } from '../../../src-engine';

/** @param perWindow whether every window is prepared by itself, as the units of a dense layer need it */
export function preparationWords(input: LearnedInput, perWindow: boolean): readonly string[] {
  const words: string[] = [];
  if (input.whiteningScale !== null) {
    words.push('The picture is whitened first, by the filter and the scale of the training pictures.');
  }
  words.push(...(perWindow ? windowWords(input.preprocessing) : pictureWords(input.preprocessing)));
  if (perWindow)
    words.unshift('Each unit is a kernel: what lies in the window is its input, prepared as in training.');
  if (words.length === (perWindow ? 1 : 0)) words.push('Pixels in [0, 1] go in as they are.');
  return words;
}

function windowWords({ removeMean, means, limit }: FittedPreprocessing): readonly string[] {
  if (removeMean) {
    const clipped = Number.isFinite(limit)
      ? ', numbers beyond ±3σ of the training patches are clipped, and what is left becomes 0.1 … 0.9'
      : '';
    return [`From every window its own mean is removed${clipped}: exactly, window by window.`];
  }
  if (means !== null) {
    return ['Every pixel of a window is standardised by the training statistics of its place in the patch.'];
  }
  return [];
}

function pictureWords({ removeMean, means, limit }: FittedPreprocessing): readonly string[] {
  if (removeMean) {
    const clipped = Number.isFinite(limit) ? ' and clips at ±3σ of the training pictures' : '';
    return [`Removes the mean of the whole picture${clipped}: in training it was that of each picture.`];
  }
  if (means !== null) {
    return [
      'Standardised by the training statistics averaged over all pixels: in training every pixel had its own, but a ' +
        'picture of another size has other pixels.',
    ];
  }
  return [];
}
