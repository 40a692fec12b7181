/** Starts the worker thread of one run and holds its control word; knows nothing of states and rows. */
import { Worker } from 'node:worker_threads';
import {
  controlCommand,
  askForChange,
  controlLength,
  controlSlot,
  type Experiment,
  type KernelChoice,
  type PackedPictures,
  type ProbeOrder,
  type RunOrder,
  type SettingChange,
  type WorkerMessage,
} from '../../src-engine';

export interface TrainerOrder {
  readonly experiment: Experiment;
  readonly pictures: PackedPictures;
  readonly checkpoint: Uint8Array | null;
}

export interface TrainerEvents {
  readonly message: (message: WorkerMessage) => void;
  /** The thread is gone; called once. The reason is null when it left by itself after its last message. */
  readonly exit: (reason: string | null) => void;
}

/** The control word of a run; it exists before the worker and survives its start. */
export class RunControl {
  readonly buffer: SharedArrayBuffer;
  readonly #slots: Int32Array;

  /** @param layers of the network */
  constructor(layers: number) {
    this.buffer = new SharedArrayBuffer(controlLength(layers) * Int32Array.BYTES_PER_ELEMENT);
    this.#slots = new Int32Array(this.buffer);
  }

  /** Single steps that were asked for and not begun are part of what it trains now; the next pause owes none. */
  run(): void {
    Atomics.store(this.#slots, controlSlot.stepRequests, 0);
    this.#command(controlCommand.run);
  }

  pause(): void {
    this.#command(controlCommand.pause);
  }

  stop(): void {
    this.#command(controlCommand.stop);
  }

  /** One minibatch, then pause. */
  step(): void {
    Atomics.add(this.#slots, controlSlot.stepRequests, 1);
    this.pause();
  }

  /** From its next use on: the step of the minibatch under way, for dropout the next minibatch. */
  change(change: SettingChange): void {
    askForChange(this.#slots, change);
  }

  get isRunning(): boolean {
    return Atomics.load(this.#slots, controlSlot.command) === controlCommand.run;
  }

  #command(command: number): void {
    Atomics.store(this.#slots, controlSlot.command, command);
    Atomics.notify(this.#slots, controlSlot.command);
  }
}

export interface Trainer {
  /** Ends the thread at once; what it had not reported is lost. */
  kill(): Promise<void>;
}

export type StartTrainer = (order: TrainerOrder, control: RunControl, events: TrainerEvents) => Trainer;

/** One Int32: workers of runs in this process, which share its cores. */
const activeRuns = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
const activeCount = new Int32Array(activeRuns);

/** A leak or a plan that was too large ends the worker with a reason, and not the app. */
const resourceLimits = { maxOldGenerationSizeMb: 4096 };

/**
 * @param entry the built worker
 * @param kernelsWasm bytes of the built kernels; null trains with the reference
 */
export function workerTrainer(entry: URL, kernelsWasm: Uint8Array | null): StartTrainer {
  return (order, control, events) => {
    const workerData: RunOrder = { ...order, kernelsWasm, activeRuns, control: control.buffer };
    Atomics.add(activeCount, 0, 1);
    const worker = new Worker(entry, { workerData, resourceLimits });
    let reason: string | null = null;
    worker.on('message', (message: WorkerMessage) => events.message(message));
    worker.on('error', (error: unknown) => {
      reason = error instanceof Error ? error.message : String(error);
    });
    worker.on('exit', (code) => {
      Atomics.sub(activeCount, 0, 1);
      events.exit(reason ?? (code === 0 ? null : `exit code ${code}`));
    });
    return {
      async kill() {
        await worker.terminate();
      },
    };
  };
}

/**
 * Lets a worker choose kernels as one for a run would, for some tens of milliseconds.
 * @param kernelsWasm as for `workerTrainer`
 * @returns which ones, and how fast each was
 */
export function describeKernels(entry: URL, kernelsWasm: Uint8Array | null): Promise<KernelChoice> {
  if (kernelsWasm === null) return Promise.resolve({ name: 'reference', measured: [] });
  const workerData: ProbeOrder = { probe: kernelsWasm };
  const worker = new Worker(entry, { workerData, resourceLimits });
  return new Promise((settle, fail) => {
    worker.once('message', settle);
    worker.once('error', fail);
  });
}
