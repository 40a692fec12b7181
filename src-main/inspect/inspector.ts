/** Starts the thread that looks into one run's network, and passes questions to it; knows nothing of runs and rows. */
import { Worker } from 'node:worker_threads';
import type {
  Experiment,
  InspectMessage,
  InspectOrder,
  InspectRequest,
  PackedPictures,
} from '../../src-engine';

export interface InspectorOrder {
  readonly experiment: Experiment;
  readonly pictures: PackedPictures;
  readonly checkpoint: Uint8Array;
}

export interface InspectorEvents {
  readonly message: (message: InspectMessage) => void;
  /** The thread is gone; called once. */
  readonly exit: (reason: string) => void;
}

export interface Inspector {
  ask(request: InspectRequest): void;
  /** The question under way is refused as cancelled before long. */
  cancel(id: number): void;
  end(): Promise<void>;
}

export type StartInspector = (order: InspectorOrder, events: InspectorEvents) => Inspector;

/** A layer or a data set that was too large ends the thread with a reason, and the app goes on. */
const resourceLimits = { maxOldGenerationSizeMb: 4096 };

/**
 * @param entry the built worker
 * @param kernelsWasm bytes of the built kernels; null asks the reference
 */
export function workerInspector(entry: URL, kernelsWasm: Uint8Array | null): StartInspector {
  return ({ experiment, pictures, checkpoint }, events) => {
    const cancelled = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
    const cancelledId = new Int32Array(cancelled);
    const workerData: InspectOrder = { inspect: experiment, pictures, kernelsWasm, checkpoint, cancelled };
    const worker = new Worker(entry, { workerData, resourceLimits });
    let reason: string | null = null;
    worker.on('message', (message: InspectMessage) => events.message(message));
    worker.on('error', (error: unknown) => {
      reason = error instanceof Error ? error.message : String(error);
    });
    worker.on('exit', (code) => events.exit(reason ?? `exit code ${code}`));
    return {
      ask: (request) => worker.postMessage(request),
      cancel: (id) => void Atomics.store(cancelledId, 0, id),
      async end() {
        await worker.terminate();
      },
    };
  };
}
