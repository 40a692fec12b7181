/** What the page and its explorer worker say to each other; the topics give the types of questions and answers. */
import type { EngineErrorData } from '../../src-engine';
import type { Topic } from './topic';
import type { topics } from './topics/registry';

type Topics = typeof topics;
export type TopicName = keyof Topics;

export type QuestionOf<T extends TopicName> =
  Topics[T] extends Topic<infer Question, infer _Answer> ? Question : never;
export type AnswerOf<T extends TopicName> =
  Topics[T] extends Topic<infer _Question, infer Answer> ? Answer : never;

/** To the worker. */
export type ExplorerRequest =
  | { readonly type: 'ask'; readonly id: number; readonly topic: string; readonly question: unknown }
  /** Nobody wants the answer any more; one that is on its way is ignored. */
  | { readonly type: 'cancel'; readonly id: number };

/** From the worker: any number of `progress`, then one of the others. */
export type ExplorerMessage =
  | { readonly type: 'progress'; readonly id: number; readonly share: number }
  | { readonly type: 'answer'; readonly id: number; readonly answer: unknown }
  | { readonly type: 'refused'; readonly id: number; readonly error: EngineErrorData };

/** What both ends need of a worker, of its inside or of a message port. */
export interface ExplorerPort<Sent, Received> {
  postMessage(message: Sent, options: { transfer: ArrayBuffer[] }): void;
  onmessage: ((event: MessageEvent<Received>) => void) | null;
}
