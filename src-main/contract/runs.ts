/** Contract of experiments and runs: presets, start, queue and control, changes on the way, live progress; looking through many is `run-history.ts`. */
import { z } from 'zod';
import {
  parseExperiment,
  type DroppedNumbers,
  type Experiment,
  type FilterSet,
  type HiddenActivity,
  type LayerSummary,
} from '../../src-engine';
import { call, stream } from './define';
import { errorDataSchema } from './errors';
import { parsedBy, typed } from './parsed-by';

export const runIdSchema = z.number().int().positive();
const id = runIdSchema;
/** As many as a history may hold; longer lists are refused. */
export const runIdsSchema = z.array(id).max(20_000);

/** Accepts what the engine's parser accepts, and hands on the experiment with its defaults filled in. */
export const experimentSchema = parsedBy(parseExperiment);

export const runStateSchema = z.enum([
  'queued',
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

/** A setting that can be changed while a run is under way. */
export const settingSchema = z.enum(['learningRate', 'momentum', 'dropout']);
export type ChangeableSetting = z.infer<typeof settingSchema>;

const ratio = z.number().min(0).lt(1);

/** What to change while a run is under way; `layer` is an index in `network.layers`. */
export const changeSchema = z.discriminatedUnion('setting', [
  /** The optimiser's; a schedule goes on as a factor on it. */
  z.object({ setting: z.literal('learningRate'), value: z.number().positive().max(1000) }),
  /** Of an optimiser that has one by that name. */
  z.object({ setting: z.literal('momentum'), value: ratio }),
  z.object({ setting: z.literal('dropout'), layer: z.number().int().nonnegative(), value: ratio }),
]);
export type RunChange = z.infer<typeof changeSchema>;

const moment = {
  atMs: z.number(),
  /** Finished epochs. */
  epoch: z.number().int(),
  /** Finished minibatches of the epoch after them; null where that does not matter or is not known. */
  batch: z.number().int().nullable(),
  /** Place on the epoch axis, e.g. 2.5 in the middle of the third epoch. */
  x: z.number(),
};

/** What happened to a run, in the order it did. */
export const runEventSchema = z.discriminatedUnion('kind', [
  /** `from` is null where the run was created. */
  z.object({
    ...moment,
    kind: z.literal('state'),
    from: runStateSchema.nullable(),
    to: runStateSchema,
    reason: z.string().nullable(),
  }),
  z.object({
    ...moment,
    kind: z.literal('change'),
    setting: settingSchema,
    layer: z.number().int().nullable(),
    from: z.number(),
    to: z.number(),
  }),
  /** More epochs than were planned, or than there had been. */
  z.object({ ...moment, kind: z.literal('extended'), from: z.number().int(), to: z.number().int() }),
]);
export type RunEvent = z.infer<typeof runEventSchema>;

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
  /**
   * The training split asked with the final weights, nothing dropped or corrupted, so that it can be compared with `test`;
   * null before the end.
   */
  trainAtEnd: metricsSchema.nullable(),
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
  /** In alphabetical order. */
  tags: z.array(z.string()),
  note: z.string(),
  pinned: z.boolean(),
  archived: z.boolean(),
  /** Of two queued runs the one with the higher priority begins first. */
  priority: z.number().int(),
  /** The run whose settings it began with; null where there was none or it is gone. */
  originRunId: id.nullable(),
  /** The comparison it belongs to, and its arm there. */
  sweep: z.object({ id, name: z.string(), arm: z.number().int(), armName: z.string() }).nullable(),
  /** Settings changed on the way: it takes these, and not its experiment alone, to repeat it. */
  changes: z.number().int(),
});
export type RunSummary = z.infer<typeof runSummarySchema>;

export const runDetailSchema = runSummarySchema.extend({
  experiment: typed<Experiment>(),
  epochs: z.array(epochRowSchema),
  /** Epochs whose filters are kept. */
  snapshotEpochs: z.array(z.number().int()),
  layers: z.array(typed<LayerSummary>()),
  events: z.array(runEventSchema),
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
  tolerance: z.number(),
  passed: z.boolean(),
  tensors: z.array(tensorCheckSchema).readonly(),
  frozen: z.array(z.object({ layer: z.number().int(), title: z.string(), tensor: z.string() })).readonly(),
});

const filterSetSchema = z.custom<FilterSet>(
  (value) =>
    typeof value === 'object' && value !== null && 'values' in value && value.values instanceof Float32Array,
);

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
  /** What happened since the last message, in order. */
  events: z.array(runEventSchema),
  filters: filterSetSchema.nullable(),
  secondsLeft: z.number().nullable(),
  /** When the last checkpoint was written; null before the first. */
  savedAtMs: z.number().nullable(),
});
export type RunUpdate = z.infer<typeof runUpdateSchema>;

export const queueSchema = z.object({
  /** All was paused: nothing queued begins until all is resumed. */
  held: z.boolean(),
  /** Runs at a time, by the setting `parallelRuns`; those begun by hand count too, paused ones do not. */
  slots: z.number().int(),
  busy: z.number().int(),
  /** In the order in which they will begin. */
  waiting: z.array(id),
});
export type QueueState = z.infer<typeof queueSchema>;

export const presetSchema = z.object({
  /** File name in `resources/presets` without its ending. */
  id: z.string(),
  /** Its `name` and `description` are the title and the sentence to show. */
  experiment: typed<Experiment>(),
});
export type Preset = z.infer<typeof presetSchema>;

export const runs = {
  presets: call(z.void(), z.array(presetSchema)),
  /**
   * Stores the experiment and a run of it: `running` begins at once, `paused` too and waits before the first minibatch,
   * `queued` begins when its turn comes and a slot is free.
   */
  create: call(
    z.object({
      experiment: experimentSchema,
      start: z.enum(['running', 'paused', 'queued']),
      originRunId: id.optional(),
    }),
    z.object({ runId: id }),
  ),
  /**
   * step trains one minibatch and pauses; resume also continues interrupted, stopped and failed runs from their last epoch,
   * and begins a queued one now; queue does so when its turn comes; stop also takes a run out of the queue.
   */
  control: call(
    z.object({ runId: id, command: z.enum(['pause', 'resume', 'step', 'stop', 'queue']) }),
    z.void(),
  ),
  /** pause: every run that trains, and nothing queued begins; resume: all that are paused, and the queue goes on. */
  controlAll: call(z.object({ command: z.enum(['pause', 'resume']) }), z.void()),
  queue: call(z.void(), queueSchema),
  /** Puts a queued run before another one, whose priority it takes; null: at the end. */
  reorder: call(z.object({ runId: id, before: id.nullable() }), z.void()),
  setPriority: call(
    z.object({ runIds: runIdsSchema, priority: z.number().int().min(-100).max(100) }),
    z.void(),
  ),
  /** Changes a setting of a run that trains or is paused, from its next use on; it becomes an event of the run. */
  change: call(z.object({ runId: id, change: changeSchema }), z.void()),
  /** A finished run goes on until it has so many epochs in all; schedules that end with the run are stretched to the new end. */
  extend: call(z.object({ runId: id, epochs: z.number().int().positive().max(1_000_000) }), z.void()),
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
  /** Into the bin: seen no more, and purged for good after a week, at the next start of the app. @see restore */
  remove: call(z.object({ runIds: runIdsSchema }), z.void()),
  restore: call(z.object({ runIds: runIdsSchema }), z.void()),
  /** What is in the bin, for good; all of it where no runs are named. */
  purge: call(z.object({ runIds: runIdsSchema.nullable() }), z.void()),
  update: stream(runUpdateSchema),
  /** The list is no longer what it was. */
  changed: stream(z.object({ seq: z.number().int() })),
};
