/** What a model's file says in words, since no format can compute it: how files become the pictures that the network takes. */
import type { Experiment, PackedPictures } from '../../src-engine';
import type { ImportOptions } from '../contract/datasets';

const fits: Readonly<Record<ImportOptions['fit'], string>> = {
  cover: 'scaled until they cover that size and cut in the middle',
  contain: 'scaled until they fit into that size, the rest black',
  fill: 'stretched to that size',
};

export function preparationNotes(
  { data }: Experiment,
  { height, width, channels }: PackedPictures,
  fit: ImportOptions['fit'],
): string[] {
  const color = channels === 1 ? 'grey' : 'red, green and blue';
  const size = `${height}×${width} pixels in ${color}`;
  const isGenerated = data.dataset.startsWith('sample:');
  const resized = isGenerated
    ? `Pictures were generated with ${size}; bring yours to the same.`
    : `Pictures were brought to ${size}, ${fits[fit]}; do the same to yours.`;
  if (data.mode === 'images') return [resized];
  const [patchHeight, patchWidth] = data.patchSize;
  const patch = `${patchHeight}×${patchWidth}`;
  if (!data.whiten)
    return [resized, `The input is a patch of ${patch} pixels, cut anywhere out of such a picture.`];
  return [
    resized,
    `The input is a whole picture: it is whitened, and the network sees the patch of ${patch} pixels in its middle, or where ` +
      'the format lets you choose, elsewhere.',
  ];
}
