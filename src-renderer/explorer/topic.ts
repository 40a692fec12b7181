/** What the explorer worker can be asked: the form of a topic, and what answering one may use. */
import type { KernelArena } from './kernel-arena';

/** What a topic works with while it answers one question. */
export interface Work {
  /**
   * The engine's kernels over an arena of at least so many numbers. What an earlier question left in it is worth
   * nothing, and views of it are not to be kept or sent. Throws EngineError('memory') where there is not so much.
   */
  readonly kernels: KernelArena;
  /** Tells the page how far long work is, in [0, 1]. A question that never tells counts as short. */
  progress(share: number): void;
  /**
   * To be awaited between pieces of long work, every few tens of milliseconds: lets messages in.
   * @throws EngineError('cancelled') when nobody wants the answer any more
   */
  breathe(): Promise<void>;
}

/** Questions and answers are plain data; the typed arrays of an answer are moved to the page, not copied. */
export interface Topic<Question, Answer> {
  /** @throws EngineError, which the page gets as it is */
  answer(question: Question, work: Work): Answer | Promise<Answer>;
}

/** Makes a topic; the types of question and answer are those of its function. */
export function topic<Question, Answer>(
  answer: (question: Question, work: Work) => Answer | Promise<Answer>,
): Topic<Question, Answer> {
  return { answer };
}
