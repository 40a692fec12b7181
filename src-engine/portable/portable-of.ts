/** Makes the portable model of a trained run: its preparation of raw pixels, its layers as operations, its tensors by name. */
import { whiteningMatrices } from '../data/whitening';
import { readTrainedTensors } from '../inspect/trained-tensors';
import { activationOf } from '../layers/activations';
import { layerKinds } from '../layers/registry';
import { planMemory } from '../model/memory-plan';
import { lossOf } from '../objectives/registry';
import { describeNetwork } from '../spec/describe-network';
import { elementCount } from '../tensor';
import type { PlacedLayer, Region } from '../model/memory-plan';
import type { Experiment } from '../spec/experiment';
import type { Shape } from '../tensor';
import type { FittedPreprocessing } from '../worker/inspect-protocol';
import type {
  PortableLayer,
  PortableModel,
  PortableOperation,
  PortableTensor,
  PreparationStep,
} from './portable-model';

/** What a run knows of itself. */
export interface PortableSource {
  readonly experiment: Experiment;
  /** As training saved it; early stopping's best weights are taken where it has ended the run. */
  readonly checkpoint: Uint8Array;
  /** [height, width, channels] of the whole pictures of the data set, and of one input of the network. */
  readonly pictureShape: readonly [height: number, width: number, channels: number];
  readonly sampleShape: readonly [height: number, width: number, channels: number];
  readonly classNames: readonly string[];
  readonly preprocessing: FittedPreprocessing;
  readonly whiteningScale: number | null;
  readonly notes: readonly string[];
}

/**
 * The input is what the run's samples were cut from as far as arithmetic depends on it: a whole picture where patches come
 * from whitened pictures, else the patch or picture itself.
 * @throws EngineError('config') where the checkpoint is damaged or belongs to another experiment
 */
export function portableModelOf(source: PortableSource): PortableModel {
  const { experiment, sampleShape, classNames, whiteningScale, pictureShape } = source;
  describeNetwork(experiment, sampleShape, classNames.length);
  const sizes = { inputShape: sampleShape, rows: 1, sampleCount: 0, isAsked: true };
  const plan = planMemory(experiment, sizes);
  const trained = readTrainedTensors(experiment, plan, source.checkpoint);
  const tensors = new Map<string, PortableTensor>();
  const preparation = preparationOf(source, tensors);
  const piece = (from: Float32Array, all: Region, { offset, length }: Region): Float32Array =>
    from.slice(offset - all.offset, offset - all.offset + length);
  plan.layers.forEach(({ parameters, state }, index) => {
    for (const { name, shape, values } of parameters) {
      tensors.set(tensorName(index, name), {
        shape,
        values: piece(trained.parameters, plan.parameters, values),
      });
    }
    for (const { name, shape, values } of state) {
      tensors.set(tensorName(index, name), {
        shape,
        values: piece(trained.layerState, plan.layerState, values),
      });
    }
  });
  const [height, width, channels] = whiteningScale === null ? sampleShape : pictureShape;
  return {
    name: experiment.name,
    input: { height, width, channels },
    preparation,
    layers: portableLayers(experiment, plan.layers),
    tensors,
    output: experiment.objective.target === 'input' ? 'picture' : 'classes',
    classNames: experiment.objective.target === 'labels' ? classNames : [],
    notes: source.notes,
    origin: { experiment, epoch: trained.epoch },
  };
}

/** How a model names the tensors of its layers. */
export function tensorName(layer: number, name: string): string {
  return `layers.${layer}.${name}`;
}

/** The network as operations, the last one what its loss leaves to whoever asks; tensors are named `layers.INDEX.NAME`. */
export function portableLayers(experiment: Experiment, placed: readonly PlacedLayer[]): PortableLayer[] {
  const layers: PortableLayer[] = [];
  let shape: Shape = placed[0]?.inputShape ?? [];
  const append = (index: number, operation: PortableOperation, result: Shape): void => {
    const name = `layer${index + 1}.${operation.type}`;
    const outputShape = operation.type === 'reshape' ? operation.shape : result;
    layers.push({ ...operation, name, inputShape: shape, outputShape });
    shape = outputShape;
  };
  placed.forEach(({ spec, inputShape, outputShape }, index) => {
    const names = { own: (name: string) => tensorName(index, name), of: tensorName };
    for (const operation of layerKinds[spec.type].portable(spec, inputShape, names)) {
      append(index, operation, outputShape);
    }
  });
  if (lossOf(experiment).fromLogits) appendOutput(experiment, shape, append);
  return layers;
}

/** What a loss that starts from logits leaves to whoever asks the network: one distribution, or a sigmoid for each number. */
function appendOutput(
  { network }: Experiment,
  shape: Shape,
  append: (index: number, operation: PortableOperation, result: Shape) => void,
): void {
  const index = network.layers.length - 1;
  if (activationOf(network.layers[index]) === 'sigmoid') {
    append(index, { type: 'activation', activation: 'sigmoid' }, shape);
    return;
  }
  const flat = [elementCount(shape)];
  if (shape.length > 1) append(index, { type: 'reshape', shape: flat }, flat);
  append(index, { type: 'softmax' }, flat);
}

/** Shapes: whitened planes [H, W] → window of the network's input, in the middle. */
function preparationOf(source: PortableSource, tensors: Map<string, PortableTensor>): PreparationStep[] {
  const { sampleShape, pictureShape, preprocessing, whiteningScale } = source;
  const { removeMean, means, scales, factor, limit, gain, offset } = preprocessing;
  const steps: PreparationStep[] = [{ type: 'scale', factor: 1 / 255, offset: 0 }];
  const add = (name: string, shape: readonly number[], values: Float32Array): string => {
    const full = `preparation.${name}`;
    tensors.set(full, { shape, values });
    return full;
  };
  if (whiteningScale !== null) {
    const [height, width] = pictureShape;
    const { sizes, ...matrices } = whiteningMatrices(height, width, whiteningScale);
    const [h, w] = sampleShape;
    const top = Math.floor((height - h) / 2);
    const left = Math.floor((width - w) / 2);
    steps.push({
      type: 'whiten',
      rows: add('rows', [sizes.rows, height], matrices.rows),
      columns: add('columns', [sizes.columns, width], matrices.columns),
      gains: add('gains', [sizes.rows, sizes.columns], matrices.gains),
      backRows: add('backRows', [height, sizes.rows], matrices.backRows),
      backColumns: add('backColumns', [width, sizes.columns], matrices.backColumns),
      window: { top, left, height: h, width: w },
    });
  }
  if (removeMean) steps.push({ type: 'removeMean' });
  if (means !== null && scales !== null) {
    steps.push({
      type: 'standardize',
      means: add('means', sampleShape, Float32Array.from(means)),
      scales: add('scales', sampleShape, Float32Array.from(scales)),
    });
  }
  if (factor !== 1) steps.push({ type: 'scale', factor, offset: 0 });
  if (limit !== Infinity) steps.push({ type: 'clip', low: -limit, high: limit });
  if (gain !== 1 || offset !== 0) steps.push({ type: 'scale', factor: gain, offset });
  return steps;
}
