/**
 * An answer from main that is kept up to date: asked at once when its subject changes, again when a newer version of the
 * same subject is there, never twice at a time.
 */
import { computed, onScopeDispose, ref, shallowRef, watch, type ComputedRef, type ShallowRef } from 'vue';
import { LabError } from '../../api/lab';

export interface Question<T> {
  /** What is asked about; null asks nothing. Another subject drops the answer of the one before. */
  readonly subject: () => string | null;
  /** Changes when the same question may have a newer answer. */
  readonly version: () => unknown;
  readonly ask: () => Promise<T>;
  /** Called with each question: what tells main that this one is not wanted any more; it fails then. */
  readonly canceller?: () => () => void;
  /** Least time from one question to the next about the same subject. */
  readonly pauseMs?: () => number;
}

export interface Asked<T> {
  /** Of the subject asked about now; null until it is there. */
  readonly answer: ShallowRef<T | null>;
  readonly asking: ComputedRef<boolean>;
  /** Why there is no answer; null after the next that came. */
  readonly failure: ShallowRef<string | null>;
}

const leastPauseMs = 1000;
const retryPauseMs = 200;

export function useAsked<T>(question: Question<T>): Asked<T> {
  const answer = shallowRef<T | null>(null);
  const failure = shallowRef<string | null>(null);
  /** The subject of the question under way. */
  const underWay = ref<string | null>(null);
  let askedAtMs = -Infinity;
  let askedAbout: string | null = null;
  let cancel: (() => void) | undefined;
  let waiting: ReturnType<typeof setTimeout> | undefined;
  let isWanted = false;
  let isOver = false;

  /** Of a question that is still wanted. */
  function takeFailure(error: unknown): void {
    // An equal question of somebody who left can take this one along.
    if (error instanceof LabError && error.kind === 'cancelled') isWanted = true;
    else failure.value = error instanceof Error ? error.message : String(error);
  }

  async function askNow(subject: string): Promise<void> {
    isWanted = false;
    underWay.value = askedAbout = subject;
    askedAtMs = performance.now();
    cancel = question.canceller?.();
    try {
      const got = await question.ask();
      if (subject === question.subject()) [answer.value, failure.value] = [got, null];
    } catch (error) {
      if (subject === question.subject()) takeFailure(error);
    }
    underWay.value = null;
  }

  function goOn(): void {
    if (isWanted) want();
  }

  /** Asks now, or when the question under way has ended, or when the pause is over. */
  function want(): void {
    isWanted = true;
    const subject = question.subject();
    clearTimeout(waiting);
    if (subject === null || underWay.value !== null || isOver) return;
    const isOther = subject !== askedAbout;
    const pauseMs = answer.value === null ? retryPauseMs : (question.pauseMs?.() ?? leastPauseMs);
    const dueMs = isOther ? 0 : askedAtMs + pauseMs - performance.now();
    if (dueMs <= 0) void askNow(subject).then(goOn);
    else waiting = setTimeout(want, dueMs);
  }

  watch(
    question.subject,
    () => {
      answer.value = failure.value = null;
      if (underWay.value !== null) cancel?.();
      want();
    },
    { immediate: true },
  );
  watch(question.version, want);
  onScopeDispose(() => {
    isOver = true;
    clearTimeout(waiting);
    if (underWay.value !== null) cancel?.();
  });

  return { answer, asking: computed(() => underWay.value !== null), failure };
}
