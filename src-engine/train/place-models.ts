/** Builds the network on an arena of its own: the same in the thread that trains and in those that help it. */
import { breathingKernels } from '../kernels/breathing-kernels';
import { createReferenceKernels } from '../kernels/reference/reference-kernels';
import { createSimdKernels } from '../kernels/simd/simd-kernels';
import { planMemory } from '../model/memory-plan';
import { Model } from '../model/model';
import { evaluationRows } from './evaluate';
import { copyLong } from './long-copies';
import { shardsOf } from './shards';
import type { Samples } from '../data/prepare-samples';
import type { SimdOptions } from '../kernels/simd/simd-kernels';
import type { Experiment } from '../spec/experiment';
import type { LayerSummary } from '../worker/protocol';
import type { ExchangeSizes } from './shard-exchange';

const keepGoing = (): void => undefined;

export interface PlacedModels {
  /** Shards of a minibatch; 1 where it stays whole. */
  readonly shards: number;
  /** Share parameters and gradients; more than one where each shard keeps its own activations. */
  readonly models: readonly Model[];
  /** Whether every step brings each model the samples of the step before, uncorrupted, so that they need no loading. */
  readonly keepSamples: boolean;
}

/**
 * @param samples their inputs are copied into the arena
 * @param batchSize rows of a whole minibatch
 * @throws EngineError('memory') where the arena cannot be had
 */
export function placeModels(
  experiment: Experiment,
  samples: Samples,
  layers: readonly LayerSummary[],
  batchSize: number,
  kernelsWasm: Uint8Array | null,
  simd: SimdOptions,
): PlacedModels {
  const shards = shardsOf(experiment, layers, batchSize, samples.train.length);
  const { count, shape } = samples;
  const rows = Math.max(Math.ceil(batchSize / shards), Math.min(evaluationRows, count));
  const plan = planMemory(experiment, { inputShape: shape, rows, sampleCount: count, shards });
  const { breathe = keepGoing } = simd;
  const unbreathing =
    kernelsWasm === null
      ? createReferenceKernels(new Float32Array(plan.elements))
      : createSimdKernels(kernelsWasm, plan.elements, simd);
  const kernels = simd.breathe === undefined ? unbreathing : breathingKernels(unbreathing, breathe);
  copyLong(samples.inputs, kernels.values, plan.samples.offset, breathe);
  const plans = [plan, ...plan.furtherPlaces.map((place) => ({ ...plan, ...place }))];
  const isCorrupted = experiment.objective.corruption !== undefined;
  return {
    shards,
    models: plans.map((each) => new Model(experiment, each, kernels, breathe)),
    keepSamples: plans.length > 1 && batchSize === samples.train.length && !isCorrupted,
  };
}

export function exchangeSizes({ shards, models }: PlacedModels, { train }: Samples): ExchangeSizes {
  const { parameters, layers } = models[0].plan;
  const means = layers.reduce((sum, { sparsity }) => sum + (sparsity?.means.length ?? 0), 0);
  return { shards, parameters: parameters.length, means, samples: train.length, layers: layers.length };
}
