/**
 * What a run's worker thread and its host say to each other: message types and the shared control word.
 * The host is whoever started the worker (the app's supervisor or a test); nothing here touches threads.
 */
import type { EngineErrorData } from '../errors';
import type { Experiment } from '../spec/experiment';

/** Pictures as the packed set holds them: uint8, row-major [count, height, width, channels]. */
export interface PackedPictures {
  readonly count: number;
  readonly height: number;
  readonly width: number;
  /** 1 (grey) or 3 (RGB). */
  readonly channels: number;
  /** Length count·height·width·channels, values 0…255; may lie on a SharedArrayBuffer. */
  readonly pixels: Uint8Array;
  /** Class index of each picture, −1 where it has none. */
  readonly labels: Int32Array;
  readonly classNames: readonly string[];
}

/** Objective J and its terms, as means over the samples they were computed on. */
export interface Metrics {
  /** J = data + weightDecay + sparsity. */
  readonly loss: number;
  readonly data: number;
  readonly weightDecay: number;
  readonly sparsity: number;
  /** Fraction of right classes in [0, 1]; null where the target is the input. */
  readonly accuracy: number | null;
}

/** Pictures of the units of one layer: x_j = W_ij / √Σ_j W_ij² (lecture §5). */
export interface FilterSet {
  /** Index in `network.layers`. */
  readonly layer: number;
  readonly units: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  /** [units, height, width, channels], each unit of norm 1 (or all zero where its weights are). */
  readonly values: Float32Array;
  /** ‖W_i‖ of each unit. */
  readonly norms: Float32Array;
  /** Mean activation of each unit over the latest minibatch. */
  readonly meanActivations: Float32Array;
}

export interface LayerSummary {
  readonly index: number;
  readonly type: string;
  /** One line for people, e.g. `Dense · sigmoid`. */
  readonly title: string;
  readonly outputShape: readonly number[];
  readonly parameterCount: number;
}

/** Int32 slots of the control buffer that host and worker share. */
export const controlSlot = {
  command: 0,
  stepRequests: 1,
  /** Settings to change, each by `settingToSlot`; 0 leaves it. First the optimiser's two. */
  learningRate: 2,
  momentum: 3,
  /** The first of as many as there are layers: rates of dropout. */
  dropout: 4,
} as const;

/** Int32 in the control buffer of a network with so many layers. */
export function controlLength(layers: number): number {
  return controlSlot.dropout + layers;
}

/** A setting that can be changed while a run is under way. */
export type SettingChange =
  /** The optimiser's, > 0; a schedule goes on as a factor on it. */
  | { readonly setting: 'learningRate'; readonly value: number }
  /** In [0, 1), of an optimiser with a setting of that name. */
  | { readonly setting: 'momentum'; readonly value: number }
  /** In [0, 1), of a dropout layer by its index in `network.layers`. */
  | { readonly setting: 'dropout'; readonly layer: number; readonly value: number };

/** Values of `controlSlot.command`; the host stores and notifies, the worker loads between minibatches. */
export const controlCommand = { run: 0, pause: 1, stop: 2 } as const;

/** `workerData` of a run's worker. */
export interface RunOrder {
  readonly experiment: Experiment;
  readonly pictures: PackedPictures;
  /** Bytes of the built SIMD kernels; null trains with the reference kernels. */
  readonly kernelsWasm: Uint8Array | null;
  /** One Int32: runs that are under way on this machine's cores, which they share; alone where it is missing. */
  readonly activeRuns?: SharedArrayBuffer;
  /** SharedArrayBuffer of `controlLength` Int32. */
  readonly control: SharedArrayBuffer;
  /** A checkpoint of this experiment to continue from; null starts anew. */
  readonly checkpoint: Uint8Array | null;
}

/** `workerData` of a worker that only says which kernels it would choose, as one `KernelChoice`, and ends. */
export interface ProbeOrder {
  /** Bytes of the built SIMD kernels. */
  readonly probe: Uint8Array;
}

/** The kernels that were measured and those that train where nothing else is asked for; names are for people. */
export interface KernelChoice {
  readonly name: string;
  readonly measured: readonly MeasuredKernels[];
}

export interface MeasuredKernels {
  readonly name: string;
  /** Best rate at a small matrix product, in GFLOP/s. */
  readonly gigaflops: number;
  /** Whether they give the same bits everywhere; others are used only by runs with `training.relaxed`. */
  readonly exact: boolean;
}

export interface ReadyMessage {
  readonly type: 'ready';
  readonly parameterCount: number;
  readonly layers: readonly LayerSummary[];
  readonly sampleCounts: { readonly train: number; readonly validation: number; readonly test: number };
  readonly batchesPerEpoch: number;
  /** Finished epochs: 0, or those of the checkpoint. */
  readonly epochsDone: number;
  /** For people: which kernels train, e.g. `SIMD, revectorised` or `reference`. */
  readonly kernels: string;
}

/** Filters are being learned before the first minibatch, as an init asks; sent at most about ten times a second. */
export interface PreparingMessage {
  readonly type: 'preparing';
  /** Iterations done. */
  readonly iterations: number;
  readonly of: number;
}

/** What a dropout layer left out of the first sample of a minibatch. */
export interface DroppedNumbers {
  /** Index in `network.layers`. */
  readonly layer: number;
  /** Probability of dropping, in [0, 1). */
  readonly rate: number;
  /** Numbers that the layer has, and how many of them, from the first on, are told. */
  readonly count: number;
  readonly told: number;
  /** Bit j mod 8 of byte ⌊j/8⌋ is set where number j was dropped. */
  readonly bits: Uint8Array;
}

/** What one hidden layer answered to the latest minibatch, before any dropout behind it. */
export interface HiddenActivity {
  /** Index in `network.layers` of the layer whose output this is. */
  readonly layer: number;
  /** Ends of the histogram, each 0 or ± a power of two. */
  readonly from: number;
  readonly to: number;
  /** [64], how many of the numbers looked at lie in each part of the range. */
  readonly counts: Uint32Array;
  readonly mean: number;
  /** Part of the numbers that counts as active: > 0 for ReLU and its relatives, |a| > 0.1 elsewhere. */
  readonly activeShare: number;
  /** Mean over the samples, in [0, 1]: 0 where all units answer alike, 1 where a single one does (Hoyer 2004). */
  readonly sparsity: number;
}

/** The latest minibatch; sent at most about ten times a second. */
export interface ProgressMessage {
  readonly type: 'progress';
  /** The epoch being trained, from 1. */
  readonly epoch: number;
  /** Minibatches of this epoch done. */
  readonly batch: number;
  readonly batchesPerEpoch: number;
  readonly metrics: Metrics;
  readonly samplesPerSecond: number;
  /** For people: which kernels train, e.g. `SIMD, revectorised` or `reference`. */
  readonly kernels: string;
  /** Threads that work on a minibatch, as lately measured to be fastest. */
  readonly threads: number;
  /** Of every dropout layer that drops anything. */
  readonly dropped: readonly DroppedNumbers[];
  /** Of every hidden layer with weights, renewed about twice a second and at every single step. */
  readonly activity: readonly HiddenActivity[];
}

/** Filters as they are now; sent at most about eight times a second, and at every pause and step. */
export interface FiltersMessage {
  readonly type: 'filters';
  readonly epoch: number;
  readonly batch: number;
  readonly filters: FilterSet;
}

/** End of an epoch: `train` is the mean over its minibatches, `validation` is measured after it. */
export interface EpochMessage {
  readonly type: 'epoch';
  readonly epoch: number;
  readonly train: Metrics;
  readonly validation: Metrics | null;
  /** Of its last minibatch, with the schedule. */
  readonly learningRate: number;
  readonly samplesPerSecond: number;
  readonly durationMs: number;
  /** Weights, optimiser state, RNG and shuffle position; null where the last one is only moments old. */
  readonly checkpoint: Uint8Array | null;
  readonly filters: FilterSet;
}

/** A checkpoint outside the rhythm of epochs: at a pause, before a stop, or of the last good epoch before a failure. */
export interface CheckpointMessage {
  readonly type: 'checkpoint';
  /** Finished epochs; training may have gone on from there, and the checkpoint with it. */
  readonly epoch: number;
  readonly checkpoint: Uint8Array;
}

/** One setting as it was and as it is now. */
export interface ChangedSetting {
  readonly setting: SettingChange['setting'];
  /** Index in `network.layers`; null for the optimiser's. */
  readonly layer: number | null;
  readonly from: number;
  readonly to: number;
}

/** Settings were changed at the host's wish; they are in the checkpoint, so that record and checkpoint never differ. */
export interface ChangedMessage {
  readonly type: 'changed';
  readonly changes: readonly ChangedSetting[];
  /** Finished epochs. */
  readonly epoch: number;
  /** Finished minibatches of the next one. */
  readonly batch: number;
  readonly batchesPerEpoch: number;
  readonly checkpoint: Uint8Array;
}

/** The worker obeyed a pause (also after each single step) and now waits. */
export interface PausedMessage {
  readonly type: 'paused';
  readonly epoch: number;
  readonly batch: number;
}

export interface ResumedMessage {
  readonly type: 'resumed';
}

/** The worker obeyed a stop and ends; the last checkpoint stays valid. */
export interface StoppedMessage {
  readonly type: 'stopped';
}

export interface DoneMessage {
  readonly type: 'done';
  /** The training split asked with these weights: nothing dropped, nothing corrupted, unlike in the epochs. */
  readonly train: Metrics | null;
  readonly test: Metrics | null;
  /** The epoch whose weights these are: the last one, or with early stopping the best. */
  readonly weightsEpoch: number;
  /** Filters of these weights; null where they are those of the last epoch. */
  readonly filters: FilterSet | null;
  /** Wall time of training in this worker. */
  readonly seconds: number;
  /** All parameters in layer order, weights before biases, little-endian float32. */
  readonly weights: Uint8Array;
}

export interface FailedMessage {
  readonly type: 'failed';
  readonly error: EngineErrorData;
}

export type WorkerMessage =
  | ReadyMessage
  | PreparingMessage
  | ProgressMessage
  | FiltersMessage
  | EpochMessage
  | CheckpointMessage
  | ChangedMessage
  | PausedMessage
  | ResumedMessage
  | StoppedMessage
  | DoneMessage
  | FailedMessage;
