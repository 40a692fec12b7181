/**
 * One run of training: minibatch after minibatch, epoch after epoch, with what can be asked in between. Owns
 * the order of the samples and the state; knows nothing of threads, time or messages.
 */
import { EngineError } from '../errors';
import { maximalActivationPictures } from '../inspect/filters';
import { createReferenceKernels } from '../kernels/reference/reference-kernels';
import { createSimdKernels } from '../kernels/simd/simd-kernels';
import { decodeCheckpoint, encodeCheckpoint } from '../model/checkpoint';
import { planMemory } from '../model/memory-plan';
import { Model } from '../model/model';
import { nonFiniteError } from '../model/non-finite';
import { optimizerKinds } from '../optimizers/registry';
import { createRandom } from '../random';
import { describeNetwork } from '../spec/describe-network';
import { countCorrect, loadBatch } from './batch';
import { evaluate, evaluationRows } from './evaluate';
import { fingerprint } from './fingerprint';
import { RunningMetrics } from './running-metrics';
import type { Samples } from '../data/prepare-samples';
import type { Kernels } from '../kernels/kernels';
import type { Checkpoint } from '../model/checkpoint';
import type { MemoryPlan, Region } from '../model/memory-plan';
import type { Optimizer } from '../optimizers/optimizer';
import type { Experiment } from '../spec/experiment';
import type { FilterSet, LayerSummary, Metrics } from '../worker/protocol';

export interface EpochResult {
  readonly train: Metrics;
  readonly validation: Metrics | null;
  readonly filters: FilterSet;
}

const keepGoing = (): void => undefined;

export class TrainingSession {
  readonly layers: readonly LayerSummary[];
  readonly parameterCount: number;
  readonly batchesPerEpoch: number;
  readonly sampleCounts: { readonly train: number; readonly validation: number; readonly test: number };
  readonly kernels: Kernels['name'];
  learningRate: number;
  readonly #experiment: Experiment;
  readonly #samples: Omit<Samples, 'inputs'>;
  readonly #model: Model;
  readonly #optimizer: Optimizer;
  readonly #order: Uint32Array;
  readonly #batchSize: number;
  readonly #running: RunningMetrics;
  #epoch = 0;
  #batch = 0;
  #step = 0;
  #rows = 0;

  /**
   * @param samples only needed while this runs; their inputs are copied into the arena
   * @param kernelsWasm bytes of the SIMD kernels; null trains with the reference kernels
   * @throws EngineError('shape' | 'config' | 'memory') where the experiment cannot be trained on these samples
   */
  constructor(experiment: Experiment, samples: Samples, kernelsWasm: Uint8Array | null) {
    const { inputs, ...rest } = samples;
    this.#experiment = experiment;
    this.#samples = rest;
    this.layers = describeNetwork(experiment, samples.shape, samples.classNames.length);
    const { train, validation, test } = samples;
    this.sampleCounts = { train: train.length, validation: validation.length, test: test.length };
    requireTrainingSamples(train.length);
    this.#batchSize = Math.min(experiment.training.batchSize, train.length);
    this.batchesPerEpoch = Math.ceil(train.length / this.#batchSize);
    const rows = Math.max(this.#batchSize, Math.min(evaluationRows, samples.count));
    const plan = planMemory(experiment, { inputShape: samples.shape, rows, sampleCount: samples.count });
    const kernels = createKernels(plan, kernelsWasm);
    this.kernels = kernels.name;
    kernels.values.set(inputs, plan.samples.offset);
    this.#model = new Model(experiment, plan, kernels);
    this.#model.initialize();
    this.parameterCount = plan.parameters.length;
    this.#optimizer = optimizerKinds[experiment.optimizer.type].build(kernels, experiment.optimizer, {
      parameters: plan.parameters.offset,
      gradients: plan.gradients.offset,
      state: plan.state.map(({ offset }) => offset),
      count: plan.parameters.length,
    });
    this.learningRate = experiment.optimizer.learningRate;
    this.#running = new RunningMetrics(experiment.objective.target === 'labels');
    this.#order = new Uint32Array(train.length);
    this.#shuffle();
  }

  /** Finished epochs. */
  get epoch(): number {
    return this.#epoch;
  }

  /** Finished minibatches of the epoch under way. */
  get batch(): number {
    return this.#batch;
  }

  get finished(): boolean {
    return this.#epoch >= this.#experiment.training.epochs;
  }

  /** All minibatches of the epoch are trained and `endEpoch` is due. */
  get epochComplete(): boolean {
    return this.#batch === this.batchesPerEpoch;
  }

  /** The objective over the latest minibatch. */
  get latest(): Metrics {
    return this.#running.latest();
  }

  /**
   * Trains one minibatch; allocates nothing.
   * @returns how many samples it had
   * @throws EngineError('numeric') naming layer and tensor where NaN or infinity arises
   */
  trainBatch(): number {
    const model = this.#model;
    const first = this.#batch * this.#batchSize;
    const rows = Math.min(this.#batchSize, this.#order.length - first);
    const { labels } = this.#samples;
    this.#rows = rows;
    loadBatch(model, labels, this.#order, first, rows);
    model.forwardTraining(rows, this.#step);
    model.measure(rows);
    const isLabelled = this.#experiment.objective.target === 'labels';
    const correct = isLabelled ? countCorrect(model, labels, this.#order, first, rows) : 0;
    model.backward(rows);
    const { data, weightDecay, sparsity } = model.terms;
    const finite = this.#optimizer.update(this.#step + 1, this.learningRate);
    model.project();
    this.#step += 1;
    this.#batch += 1;
    if (!finite || !Number.isFinite(data + weightDecay + sparsity)) {
      throw nonFiniteError(model, rows, this.#step);
    }
    this.#running.add(rows, model.terms, correct);
    return rows;
  }

  /**
   * Closes the epoch: its mean metrics, the validation split, the filters; then draws the next order.
   * @param betweenBatches called between the passes over the validation split; may throw to give up
   */
  endEpoch(betweenBatches: () => void = keepGoing): EpochResult {
    const filters = this.filters();
    const validation = this.evaluate('validation', betweenBatches);
    const train = this.#running.mean();
    this.#epoch += 1;
    this.#batch = 0;
    this.#running.reset();
    this.#shuffle();
    return { train, validation, filters };
  }

  /** The objective over a split with the parameters as they are; null where the split is empty. */
  evaluate(split: 'train' | 'validation' | 'test', betweenBatches: () => void = keepGoing): Metrics | null {
    const { labels, [split]: indices } = this.#samples;
    return evaluate(this.#model, this.#experiment.objective, labels, indices, betweenBatches);
  }

  /** Pictures of the units of the first layer with weights; mean activations over the latest minibatch. */
  filters(): FilterSet {
    const { plan, kernels } = this.#model;
    const layer = plan.layers.findIndex(({ parameters }) => parameters.length > 0);
    const { parameters, buffers, outputShape } = plan.layers[layer];
    const [units] = outputShape;
    const weights = this.#copy(parameters[0].values);
    const meanActivations = new Float32Array(units);
    for (let row = 0; row < this.#rows; row += 1) {
      for (let unit = 0; unit < units; unit += 1) {
        meanActivations[unit] += kernels.values[buffers.output + row * units + unit] / this.#rows;
      }
    }
    return { layer, ...maximalActivationPictures(weights, units, this.#samples.shape), meanActivations };
  }

  /** All parameters in layer order, weights before biases, little-endian float32; a copy. */
  weights(): Uint8Array {
    return new Uint8Array(this.#copy(this.#model.plan.parameters).buffer);
  }

  /** All that is needed to go on from here bit for bit. */
  checkpoint(): Uint8Array {
    const { plan } = this.#model;
    const header = {
      version: 1,
      ...this.#identity(),
      epoch: this.#epoch,
      batch: this.#batch,
      step: this.#step,
      totals: this.#running.totals(),
    } as const;
    return encodeCheckpoint(
      header,
      [plan.parameters, ...plan.state].map((region) => this.#copy(region)),
    );
  }

  /** @throws EngineError('config') where the bytes are damaged or belong to another experiment */
  restore(bytes: Uint8Array): void {
    const checkpoint = decodeCheckpoint(bytes);
    this.#requireSameRun(checkpoint);
    const { plan, kernels } = this.#model;
    [plan.parameters, ...plan.state].forEach(({ offset }, index) => {
      kernels.values.set(checkpoint.sections[index], offset);
    });
    const { epoch, batch, step, totals } = checkpoint.header;
    this.#epoch = epoch;
    this.#batch = batch;
    this.#step = step;
    this.#running.restore(totals);
    this.#shuffle();
  }

  #requireSameRun({ header }: Checkpoint): void {
    const own = this.#identity();
    const keys = Object.keys(own) as (keyof typeof own)[];
    const different = keys.find((key) => header[key] !== own[key]);
    if (different === undefined) return;
    throw new EngineError(
      'config',
      `The checkpoint belongs to another experiment or data set: its ${different} is ${header[different]}, ` +
        `expected ${own[different]}. Continue with the settings and pictures it was made with, or start anew.`,
    );
  }

  #identity() {
    return {
      seed: this.#experiment.seed,
      trainCount: this.#order.length,
      parameterCount: this.parameterCount,
      stateTensors: this.#model.plan.state.length,
      fingerprint: fingerprint(this.#experiment),
    };
  }

  #shuffle(): void {
    this.#order.set(this.#samples.train);
    createRandom(this.#experiment.seed, 'shuffle', this.#epoch).shuffle(this.#order);
  }

  #copy({ offset, length }: Region): Float32Array {
    return new Float32Array(this.#model.kernels.values.subarray(offset, offset + length));
  }
}

function requireTrainingSamples(count: number): void {
  if (count > 0) return;
  throw new EngineError(
    'config',
    'split: expected at least one sample to train on, got none. Lower split.validation and split.test, or use more samples.',
    { field: 'split' },
  );
}

function createKernels(plan: MemoryPlan, wasm: Uint8Array | null): Kernels {
  return wasm === null
    ? createReferenceKernels(new Float32Array(plan.elements))
    : createSimdKernels(wasm, plan.elements);
}
