/** What is done to runs, many at a time: annotate, delete with a way back, continue, set up another like it. */
import { useRouter } from 'vue-router';
import type { Annotation } from '../../../src-main/contract/run-history';
import type { RunSummary } from '../../../src-main/contract/runs';
import { lab } from '../../api/lab';
import { formatCount } from '../../shared/text/format';
import { useRunsStore, type RunCommand } from '../../stores/runs';
import { useToastsStore } from '../../stores/toasts';

export interface RunCommands {
  readonly annotate: (runIds: readonly number[], what: Annotation) => void;
  readonly remove: (runIds: readonly number[]) => void;
  readonly restore: (runIds: readonly number[]) => void;
  /** Takes the latest deletion back that was not yet. */
  readonly undo: () => void;
  readonly resume: (runId: number) => void;
  readonly control: (runId: number, command: RunCommand) => void;
  readonly extend: (run: RunSummary, moreEpochs: number) => void;
  readonly openInLab: (runId: number) => void;
  readonly openInFilters: (runId: number) => void;
  readonly setUp: (runId: number, as: 'repeat' | 'duplicate') => void;
  readonly compare: (runIds: readonly number[]) => void;
}

/** Deletions of this session, the latest last. */
const deletions: (readonly number[])[] = [];

function named(runIds: readonly number[]): string {
  return runIds.length === 1 ? `Run ${runIds[0] ?? ''}` : `${formatCount(runIds.length)} runs`;
}

export function useRunCommands(): RunCommands {
  const router = useRouter();
  const store = useRunsStore();
  const toasts = useToastsStore();

  function restore(runIds: readonly number[]): void {
    void toasts.attempt(async () => {
      await lab.runs.restore({ runIds: [...runIds] });
      toasts.info(`${named(runIds)} ${runIds.length === 1 ? 'is' : 'are'} back.`);
    });
  }

  function takeBack(deletion: readonly number[]): void {
    const place = deletions.lastIndexOf(deletion);
    if (place < 0) return;
    deletions.splice(place, 1);
    restore(deletion);
  }

  function remove(runIds: readonly number[]): void {
    if (runIds.length === 0) return;
    void toasts.attempt(async () => {
      await store.remove(runIds);
      deletions.push(runIds);
      toasts.info(`${named(runIds)} ${runIds.length === 1 ? 'was' : 'were'} deleted.`, {
        label: 'Undo',
        run: () => takeBack(runIds),
      });
    });
  }

  function goOn(runId: number, work: () => Promise<unknown>): void {
    void toasts.attempt(async () => {
      await work();
      await router.push({ name: 'lab', params: { runId } });
    });
  }

  return {
    annotate: (runIds, what) =>
      void toasts.attempt(() => lab.runs.annotate({ ...what, runIds: [...runIds] })),
    remove,
    restore,
    undo: () => {
      const latest = deletions.at(-1);
      if (latest !== undefined) takeBack(latest);
    },
    control: (runId, command) => void toasts.attempt(() => store.control(runId, command)),
    resume: (runId) => goOn(runId, () => store.control(runId, 'resume')),
    extend: ({ id, epochsTotal }, moreEpochs) =>
      goOn(id, () => lab.runs.extend({ runId: id, epochs: epochsTotal + moreEpochs })),
    openInLab: (runId) => void router.push({ name: 'lab', params: { runId } }),
    openInFilters: (runId) => void router.push({ name: 'filters', params: { runId } }),
    setUp: (runId, as) => {
      store.currentId = null;
      void router.push({ name: 'lab', query: { from: runId, as } });
    },
    compare: (runIds) => void router.push({ path: '/compare', query: { runs: runIds.join(',') } }),
  };
}
