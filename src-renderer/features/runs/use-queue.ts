/** The queue: which runs wait and in which order, how many train at a time, and what can be done about it. */
import { onScopeDispose, shallowRef, type ShallowRef } from 'vue';
import type { QueueState, RunSummary } from '../../../src-main/contract/runs';
import { lab } from '../../api/lab';
import { useToastsStore } from '../../stores/toasts';
import { noFilter, newestFirst, questionOf } from './run-query';
import { placeBefore } from './queue-moves';

export interface Queue {
  /** Null until it was asked for. */
  readonly state: ShallowRef<QueueState | null>;
  /** The first of those that wait, in the order in which they will begin. */
  readonly waiting: ShallowRef<readonly RunSummary[]>;
  readonly pauseAll: () => void;
  readonly resumeAll: () => void;
  /** One place earlier or later. */
  readonly move: (runId: number, direction: 'earlier' | 'later') => void;
  readonly setPriority: (runIds: readonly number[], priority: number) => void;
  readonly startNow: (runId: number) => void;
  readonly takeOut: (runId: number) => void;
}

/** So many of the waiting runs are listed by name. */
const listed = 500;

export function useQueue(): Queue {
  const toasts = useToastsStore();
  const state = shallowRef<QueueState | null>(null);
  const waiting = shallowRef<readonly RunSummary[]>([]);
  let loads = 0;

  async function load(): Promise<void> {
    loads += 1;
    const mine = loads;
    const queue = await lab.runs.queue();
    const { runs } =
      queue.waiting.length === 0
        ? { runs: [] }
        : await lab.runs.query({
            ...questionOf({ ...noFilter, states: ['queued'], shelf: 'all' }, newestFirst),
            limit: listed,
          });
    if (mine !== loads) return;
    const byId = new Map(runs.map((run) => [run.id, run]));
    state.value = queue;
    waiting.value = queue.waiting.flatMap((id) => byId.get(id) ?? []);
  }

  function act(work: () => Promise<unknown>): void {
    void toasts.attempt(async () => {
      await work();
      await load();
    });
  }

  function move(runId: number, direction: 'earlier' | 'later'): void {
    const before = placeBefore(state.value?.waiting ?? [], runId, direction);
    if (before !== undefined) act(() => lab.runs.reorder({ runId, before }));
  }

  void toasts.attempt(load);
  onScopeDispose(lab.runs.changed(() => void toasts.attempt(load)));

  return {
    state,
    waiting,
    pauseAll: () => act(() => lab.runs.controlAll({ command: 'pause' })),
    resumeAll: () => act(() => lab.runs.controlAll({ command: 'resume' })),
    move,
    setPriority: (runIds, priority) => act(() => lab.runs.setPriority({ runIds: [...runIds], priority })),
    startNow: (runId) => act(() => lab.runs.control({ runId, command: 'resume' })),
    takeOut: (runId) => act(() => lab.runs.control({ runId, command: 'stop' })),
  };
}
