/** The layers of a network as the stages of the chain: what each does, in words, and the shapes it goes between. No Vue. */
import { layerKinds, type Experiment, type LayerSpec, type LayerSummary } from '../../../src-engine';
import { layerTitle } from '../../shared/text/layer-words';
import { formatCount, formatCounted, formatShape } from '../../shared/text/format';

/** Channels are the maps; the numbers of a vector are channels of one place. */
export interface MapShape {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

export interface ChainStage {
  /** Index in `network.layers`. */
  readonly layer: number;
  readonly spec: LayerSpec;
  /** What happens, e.g. `Convolve`. */
  readonly verb: string;
  /** The layer in a few letters. */
  readonly title: string;
  /** Its maps and how they came to be. */
  readonly note: string;
  readonly input: MapShape;
  readonly output: MapShape;
  /** Every map comes from the one map below it. */
  readonly keepsChannels: boolean;
}

function mapShapeOf(shape: readonly number[]): MapShape {
  const [height = 1, width = 1, channels = 1] = shape.length === 3 ? shape : [1, 1, shape[0] ?? 1];
  return { height, width, channels };
}

function countOf({ height, width, channels }: MapShape): number {
  return height * width * channels;
}

function noteOf({ height, width, channels }: MapShape): string {
  return height * width > 1
    ? `${formatCounted(channels, 'map')} of ${formatShape([height, width])}`
    : `${formatCount(channels)} ${channels === 1 ? 'number' : 'numbers'}`;
}

/** @param layers as the engine describes them, one for each of the experiment's */
export function stagesOf(
  { network, objective }: Experiment,
  layers: readonly LayerSummary[],
  sampleShape: readonly number[],
): ChainStage[] {
  const stages: ChainStage[] = [];
  let below = mapShapeOf(sampleShape);
  network.layers.forEach((spec, layer) => {
    const own = mapShapeOf(layer === 0 ? sampleShape : (layers[layer - 1]?.outputShape ?? []));
    // A vector that is the numbers of the maps below, in their order, is shown as those maps.
    const isVector = own.height * own.width === 1;
    const input = isVector && countOf(own) === countOf(below) ? below : own;
    const output = mapShapeOf(layers[layer]?.outputShape ?? []);
    const { verb } = layerKinds[spec.type];
    if (verb === null) return;
    const isLast = layer === network.layers.length - 1;
    stages.push({
      layer,
      spec,
      verb: isLast && objective.target === 'labels' ? 'Classify' : verb,
      title: layerTitle(spec),
      note: noteOf(output),
      input,
      output,
      // Weights mix channels, and nothing else does.
      keepsChannels: !('init' in spec),
    });
    below = output;
  });
  return stages;
}

/** Whether there is anything to convolve. */
export function convolves({ network }: Experiment): boolean {
  return network.layers.some(({ type }) => type === 'conv2d');
}
