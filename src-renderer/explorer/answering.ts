/** The worker's side: takes questions in their order, one at a time, and forgets those that were cancelled meanwhile. */
import { EngineError, type EngineErrorData } from '../../src-engine';
import { createBreath } from '../shared/turns/breath';
import type { KernelArena } from './kernel-arena';
import type { ExplorerMessage, ExplorerPort, ExplorerRequest } from './protocol';
import type { Topic, Work } from './topic';

type Ask = Extract<ExplorerRequest, { type: 'ask' }>;

export interface AnsweringParts {
  readonly port: ExplorerPort<ExplorerMessage, ExplorerRequest>;
  readonly topics: Readonly<Record<string, Topic<never, unknown>>>;
  /** Resolves once the kernels are there. */
  readonly kernels: Promise<KernelArena>;
}

/** Answers whatever comes over the port from now on. */
export function answerQuestions({ port, topics, kernels }: AnsweringParts): void {
  const waiting: Ask[] = [];
  const cancelled = new Set<number>();
  const letMessagesIn = createBreath();
  let isAnswering = false;
  // Whoever asks gets the error; that nobody has asked yet is no reason to end.
  kernels.catch(() => undefined);

  async function answerAll(): Promise<void> {
    isAnswering = true;
    for (;;) {
      // Whoever drags asks faster than we answer: what was cancelled behind a question has to be heard before it.
      await letMessagesIn();
      const ask = waiting.shift();
      if (ask === undefined) break;
      if (!cancelled.has(ask.id)) await answerOne(ask);
      cancelled.delete(ask.id);
    }
    isAnswering = false;
  }

  async function answerOne({ id, topic: name, question }: Ask): Promise<void> {
    try {
      const topic = topics[name];
      if (topic === undefined) throw new EngineError('internal', `There is no topic “${name}”.`);
      const work: Work = {
        kernels: await kernels,
        progress: (share) => port.postMessage({ type: 'progress', id, share }, { transfer: [] }),
        async breathe() {
          await letMessagesIn();
          if (cancelled.has(id)) throw new EngineError('cancelled', 'Nobody waits for this any more.');
        },
      };
      const answer = await topic.answer(question as never, work);
      port.postMessage({ type: 'answer', id, answer }, { transfer: buffersOf(answer) });
    } catch (error) {
      port.postMessage({ type: 'refused', id, error: describe(error) }, { transfer: [] });
    }
  }

  port.onmessage = ({ data }) => {
    if (data.type === 'cancel') {
      cancelled.add(data.id);
      return;
    }
    waiting.push(data);
    if (!isAnswering) void answerAll();
  };
}

/** The buffers of all typed arrays in plain data, each once. */
function buffersOf(value: unknown): ArrayBuffer[] {
  const found = new Set<ArrayBuffer>();
  const visit = (part: unknown): void => {
    if (ArrayBuffer.isView(part)) {
      if (part.buffer instanceof ArrayBuffer) found.add(part.buffer);
    } else if (typeof part === 'object' && part !== null) {
      for (const inner of Object.values(part)) visit(inner);
    }
  };
  visit(value);
  return [...found];
}

function describe(error: unknown): EngineErrorData {
  if (error instanceof EngineError) return error.toData();
  return { kind: 'internal', message: error instanceof Error ? error.message : String(error) };
}
