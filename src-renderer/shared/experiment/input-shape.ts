/** What one input of a network is, as far as the page knows before a run is prepared. */
import type { DataSpec } from '../../../src-engine';
import type { DatasetSummary } from '../../../src-main/contract/datasets';

/** [height, width, channels] of one input of the network. */
export function inputShapeOf(
  { data }: { readonly data: DataSpec },
  set: Pick<DatasetSummary, 'heightPx' | 'widthPx' | 'channels'>,
): readonly [number, number, number] {
  if (data.mode === 'images') return [set.heightPx, set.widthPx, set.channels];
  return [data.patchSize[0], data.patchSize[1], set.channels];
}
