/**
 * Places every buffer of a network once, before the first step: parameters, gradients and optimiser state
 * (packed in layer order, weights before biases; frozen layers come first and have parameters alone), activations
 * with their gradients, the minibatch, the samples.
 */
import { EngineError } from '../errors';
import { optimizerKinds } from '../optimizers/registry';
import { elementCount } from '../tensor';
import { inferLayers, placeLayers, scratchElements } from './place-layers';
import type { Experiment, LayerSpec } from '../spec/experiment';
import type { Shape } from '../tensor';
import type { Place, PlacedLayer, Region } from './place-layers';

export type { PlacedLayer, PlacedParameter, Region } from './place-layers';

/** A WebAssembly memory ends at 4 GiB; the kernels' scratch needs some of it. */
const largestBytes = 2 ** 32 - 2 ** 24;

/** Regions start on a cache line of 64 bytes. */
const lineElements = 16;

export interface MemoryPlan {
  /** Length of the arena. */
  readonly elements: number;
  /** Rows that the activations have room for. */
  readonly rows: number;
  readonly parameters: Region;
  /** The part of the parameters behind those of frozen layers; gradients and the optimiser's tensors are as long. */
  readonly trained: Region;
  readonly gradients: Region;
  /** Tensors of the optimiser. */
  readonly state: readonly Region[];
  /** Its tensors that no checkpoint needs; of a full-batch one the last is for the sum of gradients. */
  readonly optimizerScratch: readonly Region[];
  /** Tensors of the layers that training changes but no gradient does, packed in layer order; often empty. */
  readonly layerState: Region;
  /** One minibatch of inputs [rows, features]. */
  readonly input: Region;
  /** Targets [rows, outputs]; the same region as `input` where the input, as it is, is the target. */
  readonly targets: Region;
  /** All samples [count, features]. */
  readonly samples: Region;
  readonly layers: readonly PlacedLayer[];
  /** Gradient of `input`, where the plan is one for looking into a network. */
  readonly inputGradient: Region | null;
  /** Sums of the gradients of shards, each as long as they: four, or none where minibatches stay whole. */
  readonly shardSums: readonly Region[];
  /** More of the regions above that hold activations, where every shard needs its own. */
  readonly furtherPlaces: readonly ActivationPlace[];
}

/** Where one minibatch, or one shard of it, goes through the network. */
export type ActivationPlace = Pick<MemoryPlan, 'input' | 'targets' | 'layers'>;

/** Sizes that the experiment alone does not tell. */
export interface PlanSizes {
  readonly inputShape: Shape;
  /** Room for so many samples a pass. */
  readonly rows: number;
  /** Samples kept in the arena. */
  readonly sampleCount: number;
  /** Shards of a minibatch; 1 where it stays whole. */
  readonly shards?: number;
  /** For a trained network that is looked into: the input's gradient has a place, the optimiser has none. */
  readonly isAsked?: boolean;
}

/**
 * @param experiment checked with `describeNetwork` before
 * @throws EngineError('memory') with the sizes in MB where the plan cannot fit
 */
export function planMemory(given: Experiment, sizes: PlanSizes): MemoryPlan {
  // The gradient of the input goes through frozen layers as through any other.
  const experiment = sizes.isAsked === true ? thawed(given) : given;
  let elements = 0;
  const place = (length: number): Region => {
    const region = { offset: elements, length };
    elements += Math.ceil(length / lineElements) * lineElements;
    return region;
  };
  const inferred = inferLayers(experiment, sizes.inputShape);
  const parameterCount = inferred.reduce((sum, layer) => sum + layer.parameterCount, 0);
  const trainedCount = inferred.reduce((sum, layer) => sum + layer.trainedCount, 0);
  const parameters = place(parameterCount);
  const trained = { offset: parameters.offset + parameterCount - trainedCount, length: trainedCount };
  const gradients = place(trainedCount);
  const { shards = 1, isAsked = false } = sizes;
  const { stateTensors, scratchTensors } = isAsked ? noOptimizer : optimizerTensors(experiment);
  const state = Array.from({ length: stateTensors }, () => place(trainedCount));
  const optimizerScratch = Array.from({ length: scratchTensors }, () => place(trainedCount));
  const layerState = place(inferred.reduce((sum, layer) => sum + layer.stateCount, 0));
  const scratch = place(scratchElements(inferred, sizes.rows));
  const features = elementCount(sizes.inputShape);
  const outputs = elementCount(inferred.at(-1)?.outputShape ?? []);
  const { target, corruption, sparsity } = experiment.objective;
  // A corrupted input needs its clean self beside it.
  const isOwnTarget = target === 'input' && corruption === undefined;
  const packed = { parameters, gradients, layerState, scratch };
  const inputGradient = isAsked ? place(sizes.rows * features) : null;
  // Shards go back one after the other, so gradients of hidden activations can take turns, and stay in the cache.
  const shared: Region[] = [];
  const sharedPlaces = (): Place => {
    let next = 0;
    return (length) => (shared[next++] ??= place(length));
  };
  const placeActivations = (): ActivationPlace => {
    const input = place(sizes.rows * features);
    const targets = isOwnTarget ? input : place(sizes.rows * outputs);
    const bottom = { output: input.offset, gradient: inputGradient?.offset ?? null };
    const layers = placeLayers(experiment, inferred, sizes.rows, bottom, packed, place, sharedPlaces());
    return { input, targets, layers };
  };
  const activations = placeActivations();
  const shardSums = Array.from({ length: shards > 1 ? 4 : 0 }, () => place(trainedCount));
  // With KL sparsity all shards go forward before the first goes back.
  const furtherPlaces = Array.from({ length: sparsity === null ? 0 : shards - 1 }, placeActivations);
  const samples = place(sizes.sampleCount * features);
  checkSize(
    elements,
    samples.length,
    parameterCount + trainedCount * (1 + stateTensors + scratchTensors + shardSums.length),
  );
  return {
    elements,
    rows: sizes.rows,
    parameters,
    trained,
    gradients,
    state,
    optimizerScratch,
    layerState,
    ...activations,
    inputGradient,
    samples,
    shardSums,
    furtherPlaces,
  };
}

function thawed(experiment: Experiment): Experiment {
  const layers = experiment.network.layers.map((spec): LayerSpec => {
    if (!('trainable' in spec)) return spec;
    const { trainable: _frozen, ...rest } = spec;
    return rest;
  });
  return { ...experiment, network: { layers } };
}

interface OptimizerTensors {
  readonly stateTensors: number;
  readonly scratchTensors: number;
}

const noOptimizer: OptimizerTensors = { stateTensors: 0, scratchTensors: 0 };

function optimizerTensors({ optimizer }: Experiment): OptimizerTensors {
  const kind = optimizerKinds[optimizer.type];
  // A full batch is summed part by part.
  const scratchTensors = kind.scratchTensors + (kind.fullBatch ? 1 : 0);
  return { stateTensors: kind.stateTensors(optimizer), scratchTensors };
}

function checkSize(elements: number, sampleElements: number, parameterElements: number): void {
  if (elements * 4 <= largestBytes) return;
  const megabytes = (count: number): number => Math.ceil((count * 4) / 2 ** 20);
  throw new EngineError(
    'memory',
    `Training needs ${megabytes(elements)} MB, but at most ${Math.floor(largestBytes / 2 ** 20)} MB can be used: ` +
      `${megabytes(sampleElements)} MB samples, ${megabytes(parameterElements)} MB parameters with gradients and ` +
      `optimiser state, ${megabytes(elements - sampleElements - parameterElements)} MB activations. ` +
      'Use fewer or smaller samples, fewer units, or a smaller batch.',
  );
}
