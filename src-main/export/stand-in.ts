/** How a run whose data set is gone can still be exported: its input's shape out of what the run kept, other pictures for the proof. */
import {
  describeNetwork,
  EngineError,
  standInPictures,
  type Experiment,
  type FilterSet,
  type LayerSummary,
  type LayerSpec,
  type PackedPictures,
} from '../../src-engine';

/** What a run keeps of itself without its data set. */
export interface KeptOfRun {
  readonly experiment: Experiment;
  readonly layers: readonly LayerSummary[];
  /** Of the first layer with weights. */
  readonly filters: FilterSet | null;
}

type SampleShape = readonly [height: number, width: number, channels: number];

/** Layers before the first weights that leave the channels as they are. */
const transparent: ReadonlySet<LayerSpec['type']> = new Set(['flatten', 'dropout', 'pool2d', 'upsample2d']);

export const standInNote =
  'The data set of this run was removed, so the samples are 128 pictures of noise and 128 of smooth blobs, drawn by the seed of the run. ' +
  'The names of its classes are gone with it: they are numbered.';

/** Null where the preparation needs the pictures themselves, or nothing tells how large they were. */
export function standInFor(kept: KeptOfRun): PackedPictures | null {
  const { experiment, layers } = kept;
  const { data, objective } = experiment;
  if (data.preprocess !== 'none' || (data.mode === 'patches' && data.whiten)) return null;
  const shape = sampleShape(kept);
  if (shape === null) return null;
  const outputs = layers.at(-1)?.outputShape.reduce((product, side) => product * side, 1) ?? 0;
  const classCount = objective.target === 'labels' ? outputs : 0;
  return fits(kept, shape, classCount) ? standInPictures(experiment, shape, classCount) : null;
}

function sampleShape({ experiment: { data, network }, layers, filters }: KeptOfRun): SampleShape | null {
  if (filters === null) return null;
  const before = network.layers.slice(0, filters.layer);
  if (!before.every(({ type }) => transparent.has(type))) return null;
  const { height, width, channels } = filters;
  if (data.mode === 'patches') return [data.patchSize[0], data.patchSize[1], channels];
  const spec = network.layers[filters.layer];
  const isFirst = before.every(({ type }) => type === 'flatten' || type === 'dropout');
  if (!isFirst || spec === undefined) return null;
  // The filters of a dense layer are as large as what it sees.
  if (spec.type === 'dense') return [height, width, channels];
  if (spec.type !== 'conv2d' || spec.stride[0] !== 1 || spec.stride[1] !== 1) return null;
  const [mapHeight = 0, mapWidth = 0] = layers[filters.layer]?.outputShape ?? [];
  const lost = (axis: 0 | 1): number => {
    if (spec.padding === 'same') return 0;
    return (
      (spec.kernelSize[axis] - 1) * spec.dilation[axis] - (spec.padding === 'valid' ? 0 : 2 * spec.padding)
    );
  };
  return [mapHeight + lost(0), mapWidth + lost(1), channels];
}

/** Whether the network, given such inputs, is the one that was trained. */
function fits({ experiment, layers }: KeptOfRun, shape: SampleShape, classCount: number): boolean {
  try {
    const planned = describeNetwork(experiment, shape, classCount);
    const sizes = (all: readonly LayerSummary[]): string =>
      all.map(({ outputShape, parameterCount }) => `${outputShape.join('×')} ${parameterCount}`).join();
    return sizes(planned) === sizes(layers);
  } catch (error) {
    if (error instanceof EngineError) return false;
    throw error;
  }
}
