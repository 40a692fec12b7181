/** The page's side of the explorer worker: questions out, answers in. The worker starts with the first question. */
import { EngineError } from '../../src-engine';
import type {
  AnswerOf,
  ExplorerMessage,
  ExplorerPort,
  ExplorerRequest,
  QuestionOf,
  TopicName,
} from './protocol';

export interface AskOptions {
  /** Aborting it rejects at once, and the worker stops as soon as it can. */
  readonly signal?: AbortSignal;
  /** Of long work, in [0, 1]. */
  readonly progress?: (share: number) => void;
  /** Buffers of the question that the page does not need any more: moved instead of copied. */
  readonly transfer?: readonly ArrayBuffer[];
}

type Port = ExplorerPort<ExplorerRequest, ExplorerMessage>;

interface Pending {
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: Error) => void;
  readonly progress: ((share: number) => void) | undefined;
}

export class Explorer {
  readonly #start: (lost: (reason: string) => void) => Port;
  #port: Port | null = null;
  readonly #pending = new Map<number, Pending>();
  #lastId = 0;

  /** @param start makes the worker; `lost` is to be called when it dies */
  constructor(start: (lost: (reason: string) => void) => Port) {
    this.#start = start;
  }

  /** @throws EngineError as the topic threw it; `cancelled` when the signal was aborted; `internal` when the worker died */
  ask<T extends TopicName>(
    topic: T,
    question: QuestionOf<T>,
    { signal, progress, transfer = [] }: AskOptions = {},
  ): Promise<AnswerOf<T>> {
    this.#lastId += 1;
    const id = this.#lastId;
    const port = this.#portOnce();
    const answer = new Promise<unknown>((resolve, reject) => {
      this.#pending.set(id, { resolve, reject, progress });
      const cancel = (): void => {
        if (!this.#pending.delete(id)) return;
        port.postMessage({ type: 'cancel', id }, { transfer: [] });
        reject(new EngineError('cancelled', 'The question was withdrawn.'));
      };
      signal?.addEventListener('abort', cancel, { once: true });
      port.postMessage({ type: 'ask', id, topic, question }, { transfer: [...transfer] });
      if (signal?.aborted === true) cancel();
    });
    return answer as Promise<AnswerOf<T>>;
  }

  /** Lets the worker start and choose its kernels before the first question, which then need not wait for it. */
  start(): void {
    this.#portOnce();
  }

  #portOnce(): Port {
    if (this.#port !== null) return this.#port;
    const port = this.#start((reason) => this.#lose(reason));
    port.onmessage = ({ data }) => this.#receive(data);
    this.#port = port;
    return port;
  }

  #receive(message: ExplorerMessage): void {
    const pending = this.#pending.get(message.id);
    if (pending === undefined) return;
    if (message.type === 'progress') {
      pending.progress?.(message.share);
      return;
    }
    this.#pending.delete(message.id);
    if (message.type === 'answer') pending.resolve(message.answer);
    else {
      const { kind, message: text, ...place } = message.error;
      pending.reject(new EngineError(kind, text, place));
    }
  }

  /** The next question starts another worker. */
  #lose(reason: string): void {
    this.#port = null;
    const lost = [...this.#pending.values()];
    this.#pending.clear();
    for (const { reject } of lost) {
      reject(new EngineError('internal', `The explorer's worker ended: ${reason}. Try again.`));
    }
  }
}

function startWorker(lost: (reason: string) => void): Port {
  const worker = new Worker(new URL('./explorer-worker.ts', import.meta.url), { type: 'module' });
  worker.onerror = (event) => {
    worker.terminate();
    lost(event.message || 'its script could not be loaded');
  };
  return worker;
}

/** For what follows the pointer. */
export const explorer = new Explorer(startWorker);

/** For long work beside it: a worker answers one question at a time, and whoever drags shall not wait behind many pictures. */
export const patientExplorer = new Explorer(startWorker);

/** More would be quicker still, and cost a copy of the picture each. */
const mostWorkers = 4;

/** For work that can be shared, one for each core; `explorer` is the first. None starts before it is asked. */
export const explorerTeam: readonly Explorer[] = [explorer, patientExplorer]
  .concat(Array.from({ length: mostWorkers - 2 }, () => new Explorer(startWorker)))
  .slice(0, Math.max(1, navigator.hardwareConcurrency));
