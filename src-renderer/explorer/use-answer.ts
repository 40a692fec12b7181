/** The answer to a question that keeps changing, for views: always the latest, without a queue of stale ones. */
import { onScopeDispose, ref, shallowRef, watch, type Ref, type ShallowRef } from 'vue';
import { EngineError } from '../../src-engine';
import { explorer, type AskOptions, type Explorer } from './explorer';
import type { AnswerOf, QuestionOf, TopicName } from './protocol';

export interface Answering<Question, Answer> {
  /** The answer to `answered`; stays until the next one is there, null before the first and without a question. */
  readonly answer: ShallowRef<Answer | null>;
  readonly answered: ShallowRef<Question | null>;
  /** Of long work under way, in [0, 1]. */
  readonly progress: Ref<number | null>;
  /** Why the latest question has no answer. */
  readonly error: Ref<string | null>;
  readonly isAsking: Ref<boolean>;
}

/**
 * Asks a topic whenever `question` changes, as `useLatest` does.
 * @param worker `patientExplorer` for what takes longer than a drag can wait
 */
export function useAnswer<T extends TopicName>(
  topic: T,
  question: () => QuestionOf<T> | null,
  worker: Explorer = explorer,
): Answering<QuestionOf<T>, AnswerOf<T>> {
  return useLatest((asked, options) => worker.ask(topic, asked, options), question);
}

/**
 * Asks whenever `question` changes; null asks nothing. While a question is answered only the latest of the next ones
 * waits. Short work is let finish, so that a drag sees answers on its way; long work (it tells its progress) is cancelled.
 */
export function useLatest<Question, Answer>(
  answerTo: (question: Question, options: Pick<AskOptions, 'signal' | 'progress'>) => Promise<Answer>,
  question: () => Question | null,
): Answering<Question, Answer> {
  const answer: ShallowRef<Answer | null> = shallowRef(null);
  const answered: ShallowRef<Question | null> = shallowRef(null);
  const progress = ref<number | null>(null);
  const error = ref<string | null>(null);
  const isAsking = ref(false);
  let next: { readonly question: Question } | null = null;
  let underWay: AbortController | null = null;

  async function ask(asked: Question): Promise<void> {
    const controller = new AbortController();
    underWay = controller;
    isAsking.value = true;
    const options = { signal: controller.signal, progress: (share: number) => (progress.value = share) };
    try {
      const latest = await answerTo(asked, options);
      // Withdrawn while it was answered: there is nothing to show it for.
      if (controller.signal.aborted) return;
      answer.value = latest;
      answered.value = asked;
      error.value = null;
    } catch (failure) {
      if (!isCancelled(failure)) error.value = failure instanceof Error ? failure.message : String(failure);
    } finally {
      progress.value = null;
      underWay = null;
      isAsking.value = false;
      goOn();
    }
  }

  function goOn(): void {
    if (next === null || underWay !== null) return;
    const { question: asked } = next;
    next = null;
    void ask(asked);
  }

  watch(
    question,
    (asked) => {
      if (asked === null) {
        next = null;
        underWay?.abort();
        answer.value = null;
        answered.value = null;
        error.value = null;
        return;
      }
      next = { question: asked };
      if (progress.value !== null) underWay?.abort();
      goOn();
    },
    { immediate: true },
  );
  onScopeDispose(() => {
    next = null;
    underWay?.abort();
  });
  return { answer, answered, progress, error, isAsking };
}

function isCancelled(error: unknown): boolean {
  return error instanceof EngineError && error.kind === 'cancelled';
}
