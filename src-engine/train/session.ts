/**
 * One run of training: minibatch after minibatch, epoch after epoch, with what can be asked in between. Owns
 * the order of the samples and the state; knows nothing of threads, time or messages.
 */
import { droppedIn } from '../inspect/dropped-numbers';
import { firstFilters } from '../inspect/first-filters';
import { activityIn } from '../inspect/hidden-activity';
import { variantTitles } from '../kernels/simd/variants';
import { decodeCheckpoint, encodeCheckpoint } from '../model/checkpoint';
import { createRandom } from '../random';
import { describeNetwork } from '../spec/describe-network';
import { loadBatch } from './batch';
import { BestWeights } from './best-weights';
import { createDescent, largestBatch, looksAtAll } from './create-descent';
import { evaluate, evaluationRows } from './evaluate';
import { formTeam } from './form-team';
import { learnFilters, learnsFilters } from './learn-filters';
import { copyLong } from './long-copies';
import { fingerprint, requireSameRun } from './fingerprint';
import { untried, waitOn } from './patience';
import { placeModels } from './place-models';
import { Rates } from './rates';
import type { Samples } from '../data/prepare-samples';
import type { CheckpointHeader } from '../model/checkpoint';
import type { Region } from '../model/memory-plan';
import type { Model } from '../model/model';
import type { Experiment } from '../spec/experiment';
import type {
  DroppedNumbers,
  FilterSet,
  HiddenActivity,
  LayerSummary,
  Metrics,
  SettingChange,
} from '../worker/protocol';
import type { Descent, StepRates } from './descent';
import type { RunIdentity } from './fingerprint';
import type { SessionOptions } from './form-team';
import type { LearningMachine, LearningProgress } from './learn-filters';
import type { ShardTeam } from './shard-team';

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
  /** For people: which kernels train. */
  readonly kernels: string;
  readonly #experiment: Experiment;
  readonly #samples: Omit<Samples, 'inputs'>;
  /** The first of all that share parameters and gradients. */
  readonly #model: Model;
  readonly #models: readonly Model[];
  readonly #descent: Descent;
  readonly #rates: Rates;
  readonly #ratesNow: () => StepRates;
  readonly #order: Uint32Array;
  readonly #looksAtAll: boolean;
  readonly #best: BestWeights;
  readonly #team: ShardTeam | null;
  readonly #breathe: () => void;
  readonly #machine: LearningMachine;
  #isPrepared: boolean;
  #stopping = untried;
  #epoch = 0;

  /**
   * @param samples only needed while this runs; their inputs are copied into the arena
   * @param kernelsWasm bytes of the SIMD kernels; null trains with the reference kernels
   * @param options which of the SIMD kernels, what to call within long ones, and threads that may help
   * @throws EngineError('shape' | 'config' | 'memory') where the experiment cannot be trained on these samples
   */
  constructor(
    experiment: Experiment,
    samples: Samples,
    kernelsWasm: Uint8Array | null,
    options: SessionOptions = {},
  ) {
    const { inputs: _inputs, ...rest } = samples;
    this.#experiment = experiment;
    this.#breathe = options.breathe ?? keepGoing;
    this.#samples = rest;
    this.layers = describeNetwork(experiment, samples.shape, samples.classNames.length);
    const { train, validation, test } = samples;
    this.sampleCounts = { train: train.length, validation: validation.length, test: test.length };
    const batchSize = largestBatch(experiment, samples, this.layers);
    const placed = placeModels(experiment, samples, this.layers, batchSize, kernelsWasm, options);
    [this.#model] = placed.models;
    this.#models = placed.models;
    const { plan, kernels } = this.#model;
    this.kernels = kernelsWasm === null ? 'reference' : variantTitles[options.variant ?? 'plain'];
    this.#model.initialize();
    this.#machine = { kernelsWasm, options };
    this.#isPrepared = !learnsFilters(experiment);
    this.parameterCount = plan.parameters.length;
    this.#team = formTeam(placed, experiment, samples, kernelsWasm, options);
    this.#descent = createDescent(
      experiment,
      this.#model,
      samples.labels,
      batchSize,
      train.length,
      this.#team,
      this.#breathe,
    );
    this.batchesPerEpoch = this.#descent.passesPerEpoch;
    this.#rates = new Rates(experiment, this.batchesPerEpoch);
    const { beforeStep = keepGoing } = options;
    this.#ratesNow = () => {
      beforeStep();
      return this.#rates.next(this.#descent.step, this.#epoch);
    };
    this.#best = new BestWeights(kernels.values, [plan.parameters, plan.layerState]);
    this.#looksAtAll = looksAtAll(experiment, train.length);
    this.#order = this.#team?.order ?? new Uint32Array(train.length);
    this.#shuffle(0);
  }

  /** Finished epochs. */
  get epoch(): number {
    return this.#epoch;
  }

  /** Finished minibatches of the epoch under way. */
  get batch(): number {
    return this.#descent.batch;
  }

  /** All epochs are trained, or early stopping or the optimiser has ended the run. */
  get finished(): boolean {
    const isBehindBest = this.#stopping.exhausted > 0;
    // Converged or not, an epoch that is complete must be ended first.
    const isAtBottom = this.#descent.converged && !this.#descent.epochComplete;
    return this.#epoch >= this.#experiment.training.epochs || isBehindBest || isAtBottom;
  }

  /** All minibatches of the epoch are trained and `endEpoch` is due. */
  get epochComplete(): boolean {
    return this.#descent.epochComplete;
  }

  /** The objective over the latest minibatch. */
  get latest(): Metrics {
    return this.#descent.running.latest();
  }

  /** The learning rate of the latest minibatch, with its schedule. */
  get learningRate(): number {
    return this.#rates.latest.learningRate;
  }

  /** Whether a checkpoint holds this very moment, so that a setting may be changed; not so within a full-batch iteration. */
  get isBetweenSteps(): boolean {
    return this.#descent.isBetweenSteps;
  }

  /**
   * Changes a setting for whatever is computed from now on; checkpoints remember it.
   * @returns what it was; null, and nothing is changed, where there is no such setting, it is so already, or the value lies
   * outside its range
   */
  change(change: SettingChange): number | null {
    const { value } = change;
    const before = this.#setting(change);
    const isLegal = change.setting === 'learningRate' ? value > 0 : value >= 0 && value < 1;
    if (before === null || before === value || !isLegal) return null;
    if (change.setting === 'learningRate') this.#rates.base = value;
    else if (change.setting === 'momentum') this.#rates.momentum = value;
    else for (const model of this.#models) model.dropoutRates[change.layer] = value;
    return before;
  }

  #setting(change: SettingChange): number | null {
    if (change.setting === 'learningRate') return this.#rates.base;
    if (change.setting === 'momentum') return this.#rates.momentum ?? null;
    const layer = this.#experiment.network.layers.at(change.layer);
    return layer?.type === 'dropout' ? this.#model.dropoutRates[change.layer] : null;
  }

  /**
   * Learns the filters that an init asks for, before the first minibatch: nothing where none does, where that is done,
   * or after `restore`. Until it is through, `filters` shows them as they are so far.
   * @param progress called after every pass over the patches; may throw to give up, and the next call begins anew
   * @returns whether there was anything to do
   */
  prepare(progress: LearningProgress = keepGoing): boolean {
    if (this.#isPrepared) return false;
    learnFilters(this.#experiment, this.#model, this.#samples, this.#machine, progress);
    this.#isPrepared = true;
    return true;
  }

  /**
   * Trains one minibatch; allocates nothing, except where it has to `prepare`. With a full-batch optimiser, one part of the samples.
   * @returns how many samples it had
   * @throws EngineError('numeric') naming layer and tensor where NaN or infinity arises
   */
  trainBatch(): number {
    this.prepare();
    return this.#descent.pass(this.#order, this.#ratesNow);
  }

  /**
   * Closes the epoch: its mean metrics, the validation split, the filters; then draws the next order.
   * @param betweenBatches called between the passes over the validation split; may throw to give up
   * @param rest called while the best weights are kept; may wait
   */
  endEpoch(betweenBatches: () => void = keepGoing, rest: () => void = keepGoing): EpochResult {
    const filters = this.filters();
    const validation = this.evaluate('validation', betweenBatches);
    const train = this.#descent.running.mean();
    // Before anything changes: whoever gives up in it comes back to the end of this epoch.
    this.#shuffle(this.#epoch + 1);
    this.#epoch += 1;
    this.#descent.endEpoch();
    this.#rates.watch(train, validation, this.#epoch);
    this.#watch(validation, rest);
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
    return firstFilters(plan.layers, kernels.values, this.#samples.shape, this.#descent.rows, this.#breathe);
  }

  /** As `filters`, for weights that were put back: mean activations over the first training samples, asked anew. */
  filtersAfresh(): FilterSet {
    const { plan, kernels } = this.#model;
    const { labels, train, shape } = this.#samples;
    const rows = Math.min(evaluationRows, train.length);
    loadBatch(this.#model, labels, train, 0, rows);
    this.#model.forward(rows);
    return firstFilters(plan.layers, kernels.values, shape, rows, this.#breathe);
  }

  /** What every dropout layer left out of the first sample of the latest minibatch; none before the first. */
  dropped(): DroppedNumbers[] {
    const { plan, dropoutRates } = this.#model;
    return droppedIn(this.#experiment.seed, plan.layers, dropoutRates, this.#descent.step - 1);
  }

  /** What the hidden layers answered in the latest minibatch; to be asked before anything else goes through the network. */
  activity(): HiddenActivity[] {
    const { plan, kernels } = this.#model;
    return activityIn(this.#experiment, plan.layers, kernels.values, this.#descent.rows);
  }

  /** All parameters in layer order, weights before biases, little-endian float32; a copy. */
  weights(): Uint8Array {
    return new Uint8Array(new Float32Array(this.#view(this.#model.plan.parameters)).buffer);
  }

  /**
   * Ends training: with early stopping the best weights come back, now that no further minibatch needs the last ones.
   * @returns after which epoch these weights were found
   */
  finish(): number {
    this.#best.putBack(this.#breathe);
    return this.#best.sections.length > 0 ? this.#stopping.bestEpoch : this.#epoch;
  }

  /** Threads that work on a minibatch, as last measured. */
  get threads(): number {
    return this.#team?.threads ?? 1;
  }

  /** Lets the threads go that help; training is over. */
  close(): void {
    this.#team?.end();
  }

  /**
   * All that is needed to go on from here bit for bit; within an iteration of a full-batch optimiser, from its start.
   * @param breathe called between bounded amounts of work; may wait
   */
  checkpoint(breathe: () => void = keepGoing): Uint8Array {
    this.prepare();
    const { plan } = this.#model;
    const header = {
      ...this.#identity(),
      epoch: this.#epoch,
      ...this.#descent.place(),
      learningRate: this.#rates.base,
      momentum: this.#rates.momentum ?? null,
      dropoutRates: [...this.#model.dropoutRates],
      epochs: this.#experiment.training.epochs,
      stopping: this.#stopping,
      plateau: this.#rates.plateau,
    };
    const rest = [...plan.state, plan.layerState].map((region) => this.#view(region));
    return encodeCheckpoint(
      header,
      [this.#parametersAtPoint(breathe), ...rest, ...this.#best.sections],
      breathe,
    );
  }

  /** @throws EngineError('config') where the bytes are damaged or belong to another experiment */
  restore(bytes: Uint8Array): void {
    const checkpoint = decodeCheckpoint(bytes, this.#breathe);
    requireSameRun(this.#identity(), checkpoint.header);
    const { plan, kernels } = this.#model;
    const { header, sections } = checkpoint;
    const regions = [plan.parameters, ...plan.state, plan.layerState];
    regions.forEach(({ offset }, index) => {
      copyLong(sections[index], kernels.values, offset, this.#breathe);
    });
    this.#best.restore(sections.slice(regions.length));
    this.#isPrepared = true;
    this.#epoch = header.epoch;
    this.#rates.base = header.learningRate;
    this.#rates.momentum = header.momentum ?? this.#rates.momentum;
    for (const model of this.#models) model.dropoutRates.set(header.dropoutRates ?? model.dropoutRates);
    this.#rates.plateau = header.plateau;
    this.#stopping = this.#isExtended(header)
      ? { ...header.stopping, waited: 0, exhausted: 0 }
      : header.stopping;
    this.#descent.restore(header);
    this.#rates.next(header.step, header.epoch);
    this.#shuffle(header.epoch);
  }

  /** A run that early stopping has ended and that was given more epochs since is patient anew. */
  #isExtended({ epochs }: CheckpointHeader): boolean {
    return epochs !== null && epochs < this.#experiment.training.epochs;
  }

  /** Early stopping: counts the epochs behind the best one, whose weights it keeps. */
  #watch(validation: Metrics | null, rest: () => void): void {
    const { earlyStopping } = this.#experiment.training;
    if (earlyStopping === undefined || validation === null) return;
    const { metric, patience, minDelta } = earlyStopping;
    const wants = metric === 'loss' ? 'less' : 'more';
    const figure = validation[metric] ?? NaN;
    this.#stopping = waitOn(this.#stopping, { patience, minDelta, wants }, figure, this.#epoch);
    if (this.#stopping.bestEpoch === this.#epoch) this.#best.keep(rest);
  }

  #identity(): RunIdentity {
    return {
      seed: this.#experiment.seed,
      trainCount: this.#order.length,
      parameterCount: this.parameterCount,
      stateTensors: this.#model.plan.state.length,
      layerState: this.#model.plan.layerState.length,
      fingerprint: fingerprint(this.#experiment),
    };
  }

  /**
   * Draws the order of the samples in an epoch, counted from 0. Where every step looks at all of them, another order
   * would only round otherwise, and the first one stays.
   */
  #shuffle(epoch: number): void {
    if (epoch > 0 && this.#looksAtAll) return;
    this.#order.set(this.#samples.train);
    createRandom(this.#experiment.seed, 'shuffle', epoch).shuffle(this.#order, this.#breathe);
  }

  /** Within an iteration of a full-batch optimiser, the point lies elsewhere than the parameters. */
  #parametersAtPoint(breathe: () => void): Float32Array {
    const { parameters, trained } = this.#model.plan;
    const { point } = this.#descent;
    const current = this.#view(parameters);
    if (point === trained.offset) return current;
    const whole = new Float32Array(current.length);
    copyLong(current, whole, 0, breathe);
    const atPoint = this.#view({ offset: point, length: trained.length });
    copyLong(atPoint, whole, trained.offset - parameters.offset, breathe);
    return whole;
  }

  #view({ offset, length }: Region): Float32Array {
    const view = this.#model.kernels.values.subarray(offset, offset + length);
    return view instanceof Float32Array ? view : new Float32Array(view);
  }
}
