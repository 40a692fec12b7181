/**
 * Makes of a portable model what a run of it would have left behind: an experiment, a checkpoint with these weights and a fresh
 * optimiser, its figures and filters. The model's own experiment is taken where it is one of ours and still says the same; else
 * one is told from its operations.
 */
import { prepareSamples } from '../data/prepare-samples';
import { EngineError } from '../errors';
import { decodeCheckpoint, encodeCheckpoint } from '../model/checkpoint';
import { planMemory } from '../model/memory-plan';
import { describeNetwork } from '../spec/describe-network';
import { parseExperiment } from '../spec/parse-experiment';
import { fingerprint } from '../train/fingerprint';
import { TrainingSession } from '../train/session';
import { withAffineInFront } from './affine-preparation';
import { usePortable } from './fit-portable';
import { layerSettingsOf } from './layer-settings-of';
import { matchLayers } from './match-layers';
import { portableLayers, portableModelOf, tensorName } from './portable-of';
import { preparationDiffers } from './same-preparation';
import type { PreparedSamples } from '../data/prepare-samples';
import type { PlacedLayer, Region } from '../model/memory-plan';
import type { Experiment } from '../spec/experiment';
import type { FilterSet, LayerSummary, Metrics, PackedPictures } from '../worker/protocol';
import type { MatchedTensors } from './match-layers';
import type { PortableModel } from './portable-model';

export interface AdoptOrder {
  readonly model: PortableModel;
  readonly pictures: PackedPictures;
  /** Name of the data set. */
  readonly dataset: string;
  /** Of the run, and where the model comes from, in a sentence. */
  readonly name: string;
  readonly description: string;
  /** Bytes of the SIMD kernels; null asks the reference kernels. */
  readonly kernelsWasm: Uint8Array | null;
}

export interface AdoptedRun {
  /** Its epochs are those that were trained. */
  readonly experiment: Experiment;
  readonly checkpoint: Uint8Array;
  /** Finished epochs, one at least: whatever was learned elsewhere counts as the first, since runs of none know nothing. */
  readonly epoch: number;
  readonly layers: readonly LayerSummary[];
  readonly parameterCount: number;
  readonly train: Metrics;
  readonly validation: Metrics | null;
  readonly test: Metrics | null;
  readonly filters: FilterSet;
  /** All parameters in layer order, as `DoneMessage.weights`. */
  readonly weights: Uint8Array;
  readonly learningRate: number;
  /** Whether the experiment is the model's own; else it was told from the operations. */
  readonly isOwn: boolean;
  /** Whether the model ends with logits, of which the run's loss makes probabilities. */
  readonly endsWithLogits: boolean;
}

/** An experiment together with the model's tensors under its names. */
interface Candidate {
  readonly experiment: Experiment;
  readonly samples: PreparedSamples;
  readonly matched: MatchedTensors;
}

/**
 * @param breathe called between bounded amounts of work; may throw to give up
 * @throws EngineError('shape' | 'config') where the model does not fit the pictures, or no experiment computes the same
 */
export function adoptPortable(order: AdoptOrder, breathe: () => void = () => undefined): AdoptedRun {
  const { model, pictures, kernelsWasm } = order;
  const { height, width, channels, classNames } = pictures;
  usePortable(model, { height, width, channels, classCount: classNames.length });
  requireSameClasses(model, pictures);
  requireFinite(model);
  const own = ownCandidate(order, breathe);
  const { experiment, samples, matched } = own ?? toldCandidate(order, breathe);
  const epoch = own?.experiment.training.epochs ?? 1;
  const session = new TrainingSession(experiment, samples, kernelsWasm, { breathe });
  try {
    const checkpoint = checkpointOf(experiment, samples, matched, epoch, kernelsWasm);
    session.restore(checkpoint);
    const train = session.evaluate('train', breathe);
    if (train === null) throw new EngineError('internal', 'A session without samples to train on was begun.');
    return {
      experiment,
      checkpoint,
      epoch,
      layers: session.layers,
      parameterCount: session.parameterCount,
      train,
      validation: session.evaluate('validation', breathe),
      test: session.evaluate('test', breathe),
      filters: session.filtersAfresh(),
      weights: session.weights(),
      learningRate: session.learningRate,
      isOwn: own !== null,
      endsWithLogits: matched.surplus.length > 0,
    };
  } finally {
    session.close();
  }
}

/** The experiment that the model says it comes from; null where it has none, or where that computes something else. */
function ownCandidate(order: AdoptOrder, breathe: () => void): Candidate | null {
  const { model, pictures, dataset, name, kernelsWasm } = order;
  if (model.origin === null) return null;
  const { experiment: written } = model.origin;
  const epoch = Math.max(1, model.origin.epoch);
  const experiment: Experiment = {
    ...written,
    name,
    data: { ...written.data, dataset },
    training: { ...written.training, epochs: epoch },
  };
  const samples = prepareSamples(experiment, pictures, breathe);
  const matched = matchedOn(experiment, samples, model);
  if (matched === null) return null;
  const checkpoint = checkpointOf(experiment, samples, matched, epoch, kernelsWasm);
  const differs = preparationDiffers(runModel(experiment, samples, pictures, checkpoint), model);
  if (differs === null) return { experiment, samples, matched };
  if (model.preparation.every(({ type }) => type === 'scale' || type === 'standardize')) return null;
  throw new EngineError(
    'config',
    `The model's preparation was computed from the pictures it was trained on, and this data set gives another: a run here ` +
      `${differs} in the model. Choose the data set it was trained on, "${written.data.dataset}".`,
    { field: 'data.dataset' },
  );
}

/** An experiment told from the model's operations, on pixels in [0, 1]. */
function toldCandidate(order: AdoptOrder, breathe: () => void): Candidate {
  const { model, pictures } = order;
  const { height, width, channels, classNames } = pictures;
  const { mode, target } = usePortable(
    { ...model, origin: null },
    { height, width, channels, classCount: classNames.length },
  );
  const { input } = model;
  const patches = { patchSize: [input.height, input.width], patchCount: 10_000, whiten: false };
  const data = {
    dataset: order.dataset,
    mode,
    preprocess: 'none',
    ...(mode === 'patches' ? patches : {}),
  };
  const experimentOf = (layers: readonly object[]): Experiment =>
    parseExperiment({
      version: 1,
      name: order.name,
      description: order.description.slice(0, 2000),
      seed: 1,
      data,
      network: { layers },
      objective: { target, loss: lossFor(target, layers.at(-1)) },
      // A rate to go on with, rather than to begin with.
      optimizer: { type: 'adam', learningRate: 0.0003 },
      training: { epochs: 1, batchSize: 32 },
    });
  const layers = layerSettingsOf(model);
  const samples = prepareSamples(experimentOf(layers), pictures, breathe);
  const plain = withAffineInFront(model, samples.inputs);
  if (plain === null) throw unpreparable(model);
  const experiment = experimentOf(plain.layers === model.layers ? layers : layerSettingsOf(plain));
  const matched = matchedOn(experiment, samples, plain);
  if (matched !== null) return { experiment, samples, matched };
  throw new EngineError(
    'config',
    'The model uses one tensor in a way that no experiment can: its layers cannot be told apart. Save it with weights of their own.',
  );
}

/** Cross-entropy wherever the last layer allows it, since it is what classifiers are trained with. */
function lossFor(target: 'labels' | 'input', last: object | undefined): 'crossEntropy' | 'squaredError' {
  if (target === 'input') return 'squaredError';
  const activation = last !== undefined && 'activation' in last ? last.activation : 'linear';
  return ['softmax', 'linear', 'sigmoid'].includes(String(activation)) ? 'crossEntropy' : 'squaredError';
}

function unpreparable({ preparation, origin }: PortableModel): EngineError {
  const names = preparation.map(({ type }) => type).join(', ');
  const where =
    origin === null ? '' : ` Choose the data set it was trained on, "${origin.experiment.data.dataset}".`;
  return new EngineError(
    'config',
    `The model prepares pixels by ${names}; with this data set no experiment does the same.${where}`,
    { field: 'data.preprocess' },
  );
}

function matchedOn(
  experiment: Experiment,
  samples: PreparedSamples,
  model: PortableModel,
): MatchedTensors | null {
  describeNetwork(experiment, samples.shape, samples.classNames.length);
  return matchLayers(portableLayers(experiment, askedPlan(experiment, samples).layers), model);
}

function askedPlan(experiment: Experiment, samples: PreparedSamples) {
  return planMemory(experiment, { inputShape: samples.shape, rows: 1, sampleCount: 0, isAsked: true });
}

/** What a run begins with, but with these weights and after so many epochs; the optimiser has seen nothing yet. */
function checkpointOf(
  experiment: Experiment,
  samples: PreparedSamples,
  { tensors }: MatchedTensors,
  epoch: number,
  kernelsWasm: Uint8Array | null,
): Uint8Array {
  const plan = askedPlan(experiment, samples);
  const begun = new TrainingSession(withoutLearnedInits(experiment), samples, kernelsWasm);
  const { header, sections } = decodeCheckpoint(begun.checkpoint());
  begun.close();
  const [parameters, layerState] = [sections[0], sections[1 + header.stateTensors]];
  const put = (to: Float32Array, all: Region, index: number, tensor: PlacedTensor): void => {
    const found = tensors.get(tensorName(index, tensor.name));
    if (found?.values.length !== tensor.values.length) {
      throw new EngineError('internal', `The model has no tensor for ${tensorName(index, tensor.name)}.`);
    }
    to.set(found.values, tensor.values.offset - all.offset);
  };
  plan.layers.forEach((layer, index) => {
    for (const tensor of layer.parameters) put(parameters, plan.parameters, index, tensor);
    for (const tensor of layer.state) put(layerState, plan.layerState, index, tensor);
  });
  return encodeCheckpoint({ ...header, epoch, fingerprint: fingerprint(experiment) }, sections);
}

type PlacedTensor = PlacedLayer['parameters'][number] | PlacedLayer['state'][number];

/** The same network, whose first checkpoint needs no training: what would be learned before the first epoch is in the model. */
function withoutLearnedInits(experiment: Experiment): Experiment {
  const layers = experiment.network.layers.map((layer) =>
    'init' in layer && layer.init.type === 'autoencoder'
      ? { ...layer, init: { type: 'zeros' } as const }
      : layer,
  );
  return { ...experiment, network: { layers } };
}

function runModel(
  experiment: Experiment,
  samples: PreparedSamples,
  { height, width, channels }: PackedPictures,
  checkpoint: Uint8Array,
): PortableModel {
  return portableModelOf({
    experiment,
    checkpoint,
    pictureShape: [height, width, channels],
    sampleShape: samples.shape,
    classNames: samples.classNames,
    preprocessing: samples.preprocessing,
    whiteningScale: samples.whiteningScale,
    notes: [],
  });
}

/** Numbers of classes would mean other words. */
function requireSameClasses({ classNames, output }: PortableModel, pictures: PackedPictures): void {
  const own = pictures.classNames;
  if (output !== 'classes' || classNames.length !== own.length) return;
  const isPermuted =
    classNames.some((name, index) => name !== own[index]) && classNames.every((name) => own.includes(name));
  if (!isPermuted) return;
  throw new EngineError(
    'shape',
    `The model numbers the classes ${classNames.slice(0, 5).join(', ')} … in another order than the data set, which begins ` +
      `with ${own.slice(0, 5).join(', ')}. Name the folders so that they sort as the model has them, and import them again.`,
    { field: 'data.dataset' },
  );
}

function requireFinite({ tensors }: PortableModel): void {
  for (const [name, { values }] of tensors) {
    if (values.every(Number.isFinite)) continue;
    throw new EngineError(
      'config',
      `The tensor "${name}" holds numbers that are NaN or infinite; nothing can be computed with them.`,
    );
  }
}
