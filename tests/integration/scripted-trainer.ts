/** A trainer that does what a test says, one step at a time: it obeys its control word as a worker does, and can die. */
import type { FilterSet, Metrics, WorkerMessage } from '../../src-engine';
import { controlCommand, controlSlot } from '../../src-engine';
import type { StartTrainer, TrainerEvents, TrainerOrder } from '../../src-main/training/trainer';

const BATCHES = 2;
const metrics: Metrics = { loss: 1, data: 1, weightDecay: 0, sparsity: 0, accuracy: null };

function filters(): FilterSet {
  const one = Float32Array.of(1);
  return {
    layer: 0,
    units: 1,
    height: 1,
    width: 1,
    channels: 1,
    values: one,
    norms: one,
    meanActivations: one,
  };
}

export class ScriptedWorker {
  readonly #order: TrainerOrder;
  readonly #slots: Int32Array;
  readonly #events: TrainerEvents;
  #state: 'new' | 'running' | 'paused' = 'new';
  #epoch: number;
  #batch = 0;
  isGone = false;

  constructor(order: TrainerOrder, control: SharedArrayBuffer, events: TrainerEvents) {
    this.#order = order;
    this.#slots = new Int32Array(control);
    this.#events = events;
    this.#epoch = order.checkpoint?.[0] ?? 0;
  }

  /** Looks at its control word and does the next thing: begins, pauses, goes on, trains a minibatch, ends. */
  obey(): void {
    const command = this.#slots[controlSlot.command];
    if (command === controlCommand.stop) {
      this.#say({ type: 'stopped' });
      this.#leave(null);
    } else if (this.#state === 'new') this.#begin(command === controlCommand.pause);
    else if (command === controlCommand.run) {
      if (this.#state === 'paused') this.#say({ type: 'resumed' });
      this.#state = 'running';
      this.#train();
    } else if (this.#state === 'running') this.#pause();
    else if (this.#slots[controlSlot.stepRequests] > 0) {
      this.#slots[controlSlot.stepRequests] -= 1;
      this.#train();
      if (!this.isGone) this.#pause();
    }
  }

  /** Dies without a word. */
  die(): void {
    this.#leave('killed');
  }

  fail(): void {
    this.#say({ type: 'failed', error: { kind: 'numeric', message: 'Layer 1 gave NaN.' } });
    this.#leave(null);
  }

  #begin(isPaused: boolean): void {
    this.#say({
      type: 'ready',
      parameterCount: 1,
      layers: [],
      sampleCounts: { train: 1, validation: 0, test: 0 },
      batchesPerEpoch: BATCHES,
      epochsDone: this.#epoch,
      kernels: 'scripted',
    });
    this.#state = 'running';
    if (isPaused) this.#pause();
  }

  #pause(): void {
    this.#state = 'paused';
    this.#say({ type: 'paused', epoch: this.#epoch + 1, batch: this.#batch });
  }

  #train(): void {
    const { epochs } = this.#order.experiment.training;
    if (this.#epoch < epochs) this.#batch += 1;
    if (this.#batch === BATCHES) {
      this.#batch = 0;
      this.#epoch += 1;
      const checkpoint = Uint8Array.of(this.#epoch);
      const rates = { learningRate: 0.1, samplesPerSecond: 1, durationMs: 1 };
      const row = { epoch: this.#epoch, train: metrics, validation: null, ...rates };
      this.#say({ type: 'epoch', ...row, checkpoint, filters: filters() });
    }
    if (this.#epoch < epochs) return;
    const weights = Uint8Array.of(this.#epoch);
    const result = { test: metrics, train: metrics, weightsEpoch: this.#epoch, filters: null };
    this.#say({ type: 'done', ...result, seconds: 1, weights });
    this.#leave(null);
  }

  #say(message: WorkerMessage): void {
    this.#events.message(message);
  }

  #leave(reason: string | null): void {
    this.isGone = true;
    this.#events.exit(reason);
  }
}

/** @param begun is given each worker that is started */
export function scriptedTrainer(begun: (worker: ScriptedWorker) => void): StartTrainer {
  return (order, control, events) => {
    const worker = new ScriptedWorker(order, control.buffer, events);
    begun(worker);
    return {
      kill() {
        if (!worker.isGone) worker.die();
        return Promise.resolve();
      },
    };
  };
}
