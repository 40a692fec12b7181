/** Filters of all compared runs at one moment, fetched as they are needed and a little ahead while it plays. */
import { computed, onScopeDispose, shallowRef, watch, type ComputedRef } from 'vue';
import type { FilterSet } from '../../../src-engine';
import { lab } from '../../api/lab';
import { usePlayback, type Playback } from '../../shared/playback/use-playback';
import { useToastsStore } from '../../stores/toasts';
import type { ComparedRun } from './curves';
import { keptAt, timelineOf } from './timeline';

export interface RunMoment extends ComparedRun {
  /** The kept epoch that is shown; null where the run had not begun, or keeps nothing. */
  readonly shownEpoch: number | null;
  /** Of that epoch; until they are there, those that were shown before. */
  readonly filters: FilterSet | null;
}

export interface TimeMachine {
  readonly moments: ComputedRef<readonly RunMoment[]>;
  /** Epochs at which any of the runs keeps filters. */
  readonly timeline: ComputedRef<readonly number[]>;
  readonly epoch: ComputedRef<number>;
  readonly playback: Playback;
}

export const timeSpeeds = [2, 5, 10, 20] as const;
const startSpeed = 5;
/** Moments that are fetched before they are shown. */
const ahead = 6;
/** Of filter values; the oldest go first. */
const mostBytes = 256 * 1024 * 1024;

/** Snapshots by run and epoch, as many as fit. */
function createCache() {
  const sets = new Map<string, FilterSet>();
  let bytes = 0;
  return {
    get: (key: string): FilterSet | undefined => sets.get(key),
    put(key: string, filters: FilterSet): void {
      sets.set(key, filters);
      bytes += filters.values.byteLength;
      for (const [oldest, old] of sets) {
        if (bytes <= mostBytes || oldest === key) break;
        sets.delete(oldest);
        bytes -= old.values.byteLength;
      }
    },
  };
}

export function useTimeMachine(runs: () => readonly ComparedRun[]): TimeMachine {
  const toasts = useToastsStore();
  const cache = createCache();
  const underWay = new Set<string>();
  /** Goes up with each snapshot that has come. */
  const arrivals = shallowRef(0);
  let isOver = false;
  onScopeDispose(() => (isOver = true));

  const timeline = computed(() => timelineOf(runs().map(({ run }) => run.snapshotEpochs)));
  const playback = usePlayback(() => timeline.value.length, startSpeed);
  const epochAt = (position: number): number => timeline.value[position] ?? timeline.value.at(-1) ?? 0;
  const epoch = computed(() => epochAt(playback.position.value));

  async function fetch(runId: number, kept: number): Promise<void> {
    const key = `${runId}/${kept}`;
    if (cache.get(key) !== undefined || underWay.has(key) || isOver) return;
    underWay.add(key);
    try {
      const answer = await lab.runs.filters({ runId, epoch: kept });
      if (answer !== null) cache.put(key, answer.filters);
      arrivals.value += 1;
    } catch (error) {
      toasts.failure(error);
    } finally {
      underWay.delete(key);
    }
  }

  watch(
    [
      playback.position,
      timeline,
      () =>
        runs()
          .map(({ id }) => id)
          .join(),
    ],
    () => {
      const far = playback.isPlaying.value ? ahead : 1;
      for (let step = 0; step <= far; step++) {
        for (const { id, run } of runs()) {
          const kept = keptAt(run.snapshotEpochs, epochAt(playback.position.value + step));
          if (kept !== null) void fetch(id, kept);
        }
      }
    },
    { immediate: true },
  );
  // One starts at the end, where the result is.
  watch(
    () => timeline.value.length,
    (length, before) => {
      if (before === undefined || playback.position.value >= before - 1)
        playback.position.value = Math.max(0, length - 1);
    },
    { immediate: true },
  );

  const shownBefore = new Map<number, FilterSet>();
  const moments = computed((): readonly RunMoment[] => {
    // Asked for here so that it is worked out again when a snapshot has come.
    const [, all] = [arrivals.value, runs()];
    return all.map((one) => {
      const shownEpoch = keptAt(one.run.snapshotEpochs, epoch.value);
      if (shownEpoch === null) return { ...one, shownEpoch, filters: null };
      const filters = cache.get(`${one.id}/${shownEpoch}`) ?? shownBefore.get(one.id) ?? null;
      if (filters !== null) shownBefore.set(one.id, filters);
      return { ...one, shownEpoch, filters };
    });
  });

  return { moments, timeline, epoch, playback };
}
