/** Contract of experiments and runs: presets, start and control, live progress, history. */
import { z } from 'zod';
import {
  EngineError,
  parseExperiment,
  type DroppedNumbers,
  type Experiment,
  type FilterSet,
  type HiddenActivity,
  type LayerSummary,
} from '../../src-engine';
import { call, stream } from './define';
import { errorDataSchema } from './errors';

const id = z.number().int().positive();

/** Accepts what the engine's parser accepts, and hands on the experiment with its defaults filled in. */
export const experimentSchema = z.unknown().transform((value, context): Experiment => {
  try {
    return parseExperiment(value);
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    context.addIssue({ code: 'custom', message: error.message, path: error.place.field?.split('.') ?? [] });
    return z.NEVER;
  }
});

export const runStateSchema = z.enum([
  'preparing',
  'running',
  'paused',
  'finished',
  'stopped',
  'failed',
  'interrupted',
]);
export type RunState = z.infer<typeof runStateSchema>;

export const metricsSchema = z.object({
  loss: z.number(),
  data: z.number(),
  weightDecay: z.number(),
  sparsity: z.number(),
  accuracy: z.number().nullable(),
});

export const epochRowSchema = z.object({
  epoch: z.number().int(),
  train: metricsSchema,
  validation: metricsSchema.nullable(),
  learningRate: z.number(),
  samplesPerSecond: z.number(),
  durationMs: z.number(),
});
export type EpochRow = z.infer<typeof epochRowSchema>;

export const runSummarySchema = z.object({
  id,
  name: z.string(),
  datasetName: z.string(),
  state: runStateSchema,
  seed: z.number().int(),
  epochsDone: z.number().int(),
  epochsTotal: z.number().int(),
  parameterCount: z.number().int().nullable(),
  lastEpoch: epochRowSchema.nullable(),
  test: metricsSchema.nullable(),
  /** Time spent training, over all sessions of the run. */
  durationMs: z.number(),
  createdAtMs: z.number(),
  weightsSha256: z.string().nullable(),
  /** The epoch whose weights are the result: the last one, or with early stopping the best; null before the end. */
  weightsEpoch: z.number().int().nullable(),
  /** Its kernels may differ in the last bits from processor to processor: the run is not exactly repeatable. */
  relaxed: z.boolean(),
  /** Why it failed; null unless `state` is failed. */
  error: errorDataSchema.nullable(),
});
export type RunSummary = z.infer<typeof runSummarySchema>;

export const runDetailSchema = runSummarySchema.extend({
  experiment: z.custom<Experiment>((value) => typeof value === 'object' && value !== null),
  epochs: z.array(epochRowSchema),
  /** Epochs whose filters are kept. */
  snapshotEpochs: z.array(z.number().int()),
  layers: z.array(z.custom<LayerSummary>((value) => typeof value === 'object' && value !== null)),
});
export type RunDetail = z.infer<typeof runDetailSchema>;

const tensorCheckSchema = z.object({
  layer: z.number().int(),
  title: z.string(),
  tensor: z.string(),
  checkedEntries: z.number().int(),
  nearKinks: z.number().int(),
  onKinks: z.number().int(),
  relativeDifference: z.number(),
  worst: z.object({
    index: z.number().int(),
    analytic: z.number(),
    numeric: z.number(),
    relativeDifference: z.number(),
  }),
  passed: z.boolean(),
});

/** What the fields mean is said at `GradientCheck` of the engine. */
const gradientCheckSchema = z.object({
  relativeDifference: z.number(),
  passed: z.boolean(),
  tensors: z.array(tensorCheckSchema).readonly(),
  frozen: z.array(z.object({ layer: z.number().int(), title: z.string(), tensor: z.string() })).readonly(),
});

const filterSetSchema = z.custom<FilterSet>(
  (value) =>
    typeof value === 'object' && value !== null && 'values' in value && value.values instanceof Float32Array,
);

/** Main has made it from typed parts; only its type matters to the page. */
function typed<T extends object>() {
  return z.custom<T>((value) => typeof value === 'object' && value !== null);
}

export const batchProgressSchema = z.object({
  epoch: z.number().int(),
  batch: z.number().int(),
  batchesPerEpoch: z.number().int(),
  metrics: metricsSchema,
  samplesPerSecond: z.number(),
  /** Which kernels compute it, e.g. `SIMD, revectorised` or `reference`. */
  kernels: z.string(),
  /** Threads that work on a minibatch, as lately measured to be fastest. */
  threads: z.number().int(),
  /** What dropout left out of the first sample, for each layer that drops. */
  dropped: z.array(typed<DroppedNumbers>()).readonly(),
  /** What each hidden layer answered, renewed about twice a second. */
  activity: z.array(typed<HiddenActivity>()).readonly(),
});
export type BatchProgress = z.infer<typeof batchProgressSchema>;

/** Filters being learned before the first minibatch: iterations done of how many. */
export const preparationSchema = z.object({ iterations: z.number().int(), of: z.number().int() });
export type Preparation = z.infer<typeof preparationSchema>;

/** Everything new of one run since the last message; at most ten a second for each run. */
export const runUpdateSchema = z.object({
  runId: id,
  seq: z.number().int(),
  run: runSummarySchema,
  batch: batchProgressSchema.nullable(),
  preparation: preparationSchema.nullable(),
  /** Epochs finished since the last message, in order. */
  epochs: z.array(epochRowSchema),
  filters: filterSetSchema.nullable(),
  secondsLeft: z.number().nullable(),
  /** When the last checkpoint was written; null before the first. */
  savedAtMs: z.number().nullable(),
});
export type RunUpdate = z.infer<typeof runUpdateSchema>;

export const presetSchema = z.object({
  /** File name in `resources/presets` without its ending. */
  id: z.string(),
  /** Its `name` and `description` are the title and the sentence to show. */
  experiment: z.custom<Experiment>((value) => typeof value === 'object' && value !== null),
});
export type Preset = z.infer<typeof presetSchema>;

export const runs = {
  presets: call(z.void(), z.array(presetSchema)),
  /** Stores the experiment and starts a run of it; `paused` waits before the first minibatch. */
  create: call(
    z.object({ experiment: experimentSchema, start: z.enum(['running', 'paused']) }),
    z.object({ runId: id }),
  ),
  /** step trains one minibatch and pauses; resume also continues interrupted, stopped and failed runs from their last epoch. */
  control: call(z.object({ runId: id, command: z.enum(['pause', 'resume', 'step', 'stop']) }), z.void()),
  /** The optimiser's learning rate from the next minibatch on, for a run that trains or is paused; a schedule goes on as a factor. */
  changeLearningRate: call(z.object({ runId: id, learningRate: z.number().positive().max(1000) }), z.void()),
  /** Backpropagation against finite differences in float64, layer by layer, on the experiment's own data; takes seconds. */
  checkGradients: call(z.object({ experiment: experimentSchema }), gradientCheckSchema),
  list: call(z.void(), z.array(runSummarySchema)),
  get: call(z.object({ runId: id }), runDetailSchema),
  /**
   * Filters of an epoch, of the nearest kept one before it, or (null) those of the final weights, of the latest epoch until
   * there are such; null where there are none yet.
   */
  filters: call(
    z.object({ runId: id, epoch: z.number().int().nonnegative().nullable() }),
    z.object({ epoch: z.number().int(), filters: filterSetSchema }).nullable(),
  ),
  remove: call(z.object({ runId: id }), z.void()),
  update: stream(runUpdateSchema),
  /** The list is no longer what it was. */
  changed: stream(z.object({ seq: z.number().int() })),
};
