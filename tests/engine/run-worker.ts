/** Starts a run's worker for real: bundles its entry as the app does and talks to the thread by messages. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Worker } from 'node:worker_threads';
import { build } from 'vite';
import { askForChange } from '../../src-engine/worker/control-settings';
import { controlCommand, controlLength, controlSlot } from '../../src-engine/worker/protocol';
import type { RunOrder, SettingChange, WorkerMessage } from '../../src-engine/worker/protocol';

const root = resolve(import.meta.dirname, '../..');

export interface BuiltWorker {
  readonly file: string;
  /** Deletes the bundle. */
  remove(): void;
}

export async function buildWorker(): Promise<BuiltWorker> {
  const outDir = mkdtempSync(join(tmpdir(), 'simplecell-worker-'));
  await build({
    root,
    configFile: false,
    publicDir: false,
    logLevel: 'error',
    build: {
      ssr: join(root, 'src-engine/worker/entry.ts'),
      outDir,
      emptyOutDir: false,
      rolldownOptions: { output: { entryFileNames: 'run-worker.mjs' } },
    },
  });
  return {
    file: join(outDir, 'run-worker.mjs'),
    remove: () => rmSync(outDir, { recursive: true, force: true }),
  };
}

type MessageOf<Type extends WorkerMessage['type']> = Extract<WorkerMessage, { type: Type }>;

/** One worker and everything it has said so far. */
export class RunningWorker {
  readonly messages: WorkerMessage[] = [];
  readonly exited: Promise<number>;
  readonly #control: Int32Array<SharedArrayBuffer>;
  readonly #wakers = new Set<() => void>();
  #seen = 0;
  #dead = false;

  constructor(file: string, order: Omit<RunOrder, 'control'>, startPaused = false) {
    const { layers } = order.experiment.network;
    this.#control = new Int32Array(new SharedArrayBuffer(4 * controlLength(layers.length)));
    if (startPaused) this.#control[controlSlot.command] = controlCommand.pause;
    const workerData: RunOrder = { ...order, control: this.#control.buffer };
    const worker = new Worker(file, { workerData });
    worker.on('message', (message: WorkerMessage) => {
      this.messages.push(message);
      this.#wake();
    });
    this.exited = new Promise((settle, fail) => {
      worker.on('error', fail);
      worker.on('exit', (code) => {
        this.#dead = true;
        this.#wake();
        settle(code);
      });
    });
  }

  command(name: keyof typeof controlCommand): void {
    Atomics.store(this.#control, controlSlot.command, controlCommand[name]);
    Atomics.notify(this.#control, controlSlot.command);
  }

  change(change: SettingChange): void {
    askForChange(this.#control, change);
  }

  step(): void {
    Atomics.add(this.#control, controlSlot.stepRequests, 1);
    Atomics.notify(this.#control, controlSlot.command);
  }

  /** The next message of a type, counted from the one that was last waited for; what lies between stays in `messages`. */
  async next<Type extends WorkerMessage['type']>(type: Type): Promise<MessageOf<Type>> {
    for (;;) {
      while (this.#seen < this.messages.length) {
        const message = this.messages[this.#seen];
        this.#seen += 1;
        if (message.type === type) return message as MessageOf<Type>;
        if (message.type === 'failed') throw new Error(message.error.message);
      }
      if (this.#dead) throw new Error(`The worker ended without saying '${type}'.`);
      await new Promise<void>((wake) => this.#wakers.add(wake));
    }
  }

  #wake(): void {
    for (const wake of this.#wakers) wake();
    this.#wakers.clear();
  }
}
