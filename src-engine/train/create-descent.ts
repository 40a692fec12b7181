/** Chooses the way downhill that the optimiser asks for, and hands it its place in the arena. */
import { EngineError } from '../errors';
import { optimizerKinds } from '../optimizers/registry';
import { FullBatchDescent, partRows } from './full-batch-descent';
import { MinibatchDescent } from './minibatch-descent';
import type { Samples } from '../data/prepare-samples';
import type { Model } from '../model/model';
import type { Experiment } from '../spec/experiment';
import type { LayerSummary } from '../worker/protocol';
import type { Descent } from './descent';
import type { ShardTeam } from './shard-team';

/**
 * Rows of one pass while training.
 * @throws EngineError('config') where there is nothing to train on
 */
export function largestBatch(
  { optimizer, training }: Experiment,
  { shape, train }: Samples,
  layers: readonly LayerSummary[],
): number {
  requireTrainingSamples(train.length);
  if (!optimizerKinds[optimizer.type].fullBatch) return Math.min(training.batchSize, train.length);
  return partRows(
    shape,
    layers.map(({ outputShape }) => outputShape),
    train.length,
  );
}

/** Whether every step looks at all training samples. */
export function looksAtAll({ optimizer, training }: Experiment, trainCount: number): boolean {
  return optimizerKinds[optimizer.type].fullBatch || training.batchSize >= trainCount;
}

/** @param breathe called within long work that no kernel does; may wait, or throw to give up */
export function createDescent(
  { optimizer, training }: Experiment,
  model: Model,
  labels: Int32Array,
  batchSize: number,
  sampleCount: number,
  team: ShardTeam | null,
  breathe: () => void,
): Descent {
  const { plan, kernels } = model;
  const kind = optimizerKinds[optimizer.type];
  const buffers = {
    parameters: plan.trained.offset,
    gradients: plan.gradients.offset,
    state: plan.state.map(({ offset }) => offset),
    scratch: plan.optimizerScratch.map(({ offset }) => offset),
    count: plan.trained.length,
    parts: plan.layers
      .flatMap(({ parameters }) => parameters.filter(({ gradient }) => gradient !== null))
      .map(({ values, role }) => ({
        start: values.offset - plan.trained.offset,
        count: values.length,
        decays: role === 'weight',
      })),
  };
  if (kind.fullBatch) {
    const fullBatch = kind.build(kernels, optimizer, buffers, breathe);
    return new FullBatchDescent(model, labels, fullBatch, {
      partSize: batchSize,
      sampleCount,
      team,
      breathe,
    });
  }
  const settings = { batchSize, sampleCount, clipNorm: training.clipNorm ?? null, team };
  return new MinibatchDescent(model, labels, kind.build(kernels, optimizer, buffers), settings);
}

function requireTrainingSamples(count: number): void {
  if (count > 0) return;
  throw new EngineError(
    'config',
    'split: expected at least one sample to train on, got none. Lower split.validation and split.test, or use more samples.',
    { field: 'split' },
  );
}
