/** The network of a run, opened in the explorer's worker, and opened again while the run trains on. */
import { onScopeDispose, ref, shallowRef, watch, type Ref, type ShallowRef } from 'vue';
import type { RunNetwork } from '../../../src-main/contract/inspect';
import { lab, LabError } from '../../api/lab';
import { explorer } from '../../explorer/explorer';
import type { OpenedChain } from '../../explorer/topics/chain';
import type { LiveRun } from '../../stores/live-run';
import { convolves } from './chain-stages';

export interface OpenNetwork {
  readonly runId: number;
  readonly network: RunNetwork;
  readonly opened: OpenedChain;
}

export interface NetworkOfRun {
  readonly open: ShallowRef<OpenNetwork | null>;
  /** Why there is nothing to show yet or at all. */
  readonly error: Ref<string | null>;
}

/** A run that trains saves more often than a network needs to be opened. */
const pauseMs = 1200;

export function useNetwork(run: () => LiveRun | null): NetworkOfRun {
  const open: ShallowRef<OpenNetwork | null> = shallowRef(null);
  const error = ref<string | null>(null);
  let latest = 0;
  let isBusy = false;
  let isStale = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  async function load(runId: number): Promise<void> {
    latest += 1;
    const mine = latest;
    isBusy = true;
    try {
      const network = await lab.inspect.network({ runId, token: 'chain' });
      // The worker has one network open: one that comes late must not take the place of another run's.
      if (mine !== latest) return;
      const { experiment, sampleShape, classNames, checkpoint } = network;
      const key = `${runId} ${mine}`;
      const source = { experiment, sampleShape, classCount: classNames.length, checkpoint };
      const opened = await explorer.ask('openChain', { key, source });
      if (mine !== latest) return;
      open.value = { runId, network, opened };
      error.value = null;
    } catch (failure) {
      if (mine !== latest) return;
      // A run that has saved nothing yet will; what is shown of it meanwhile is up to the view.
      const isEarly = failure instanceof LabError && failure.kind === 'precondition';
      if (open.value === null || !isEarly)
        error.value = failure instanceof Error ? failure.message : String(failure);
    } finally {
      if (mine === latest) isBusy = false;
    }
  }

  /** Now, or after what is under way and a rest. */
  function request(): void {
    if (isBusy || timer !== undefined) {
      isStale = true;
      if (timer === undefined) rest();
      return;
    }
    const current = run();
    const experiment = current?.detail?.experiment;
    if (current === null || experiment === undefined || !convolves(experiment)) return;
    void load(current.summary.id);
    rest();
  }

  function rest(): void {
    timer = setTimeout(() => {
      timer = undefined;
      if (!isStale) return;
      isStale = false;
      request();
    }, pauseMs);
  }

  watch(
    () => run()?.summary.id,
    () => {
      latest += 1;
      isBusy = false;
      clearTimeout(timer);
      timer = undefined;
      open.value = null;
      error.value = null;
    },
  );
  watch(
    [
      () => run()?.summary.id,
      () => run()?.detail?.experiment !== undefined,
      () => run()?.savedAtMs,
      () => run()?.summary.state,
    ],
    request,
    { immediate: true },
  );
  onScopeDispose(() => {
    latest += 1;
    clearTimeout(timer);
  });
  return { open, error };
}
