/** The loss curves of the runs in sight, fetched together in batches and again when a run has gone on. */
import { onScopeDispose, shallowRef, type ShallowRef } from 'vue';
import type { Curves } from './sparkline-path';

export interface SparklineAnswer extends Curves {
  readonly runId: number;
}

export interface Sparklines {
  readonly curves: ShallowRef<ReadonlyMap<number, Curves>>;
  /** Says which runs are in sight. */
  readonly need: (runs: readonly { readonly id: number; readonly epochsDone: number }[]) => void;
}

const pauseMs = 60;

/**
 * @param ask answers for some runs at once
 * @param onFailure is told when it could not
 */
export function useSparklines(
  ask: (runIds: readonly number[]) => Promise<readonly SparklineAnswer[]>,
  onFailure: (error: unknown) => void,
): Sparklines {
  const curves = shallowRef<ReadonlyMap<number, Curves>>(new Map());
  /** How many epochs the curve has that was last asked for. */
  const askedAt = new Map<number, number>();
  let wanted = new Map<number, number>();
  let waiting: ReturnType<typeof setTimeout> | undefined;

  async function fetchWanted(): Promise<void> {
    waiting = undefined;
    const batch = [...wanted];
    wanted = new Map();
    if (batch.length === 0) return;
    for (const [id, epochs] of batch) askedAt.set(id, epochs);
    try {
      const answers = await ask(batch.map(([id]) => id));
      const next = new Map(curves.value);
      for (const { runId, train, validation } of answers) next.set(runId, { train, validation });
      curves.value = next;
    } catch (error) {
      for (const [id] of batch) askedAt.delete(id);
      onFailure(error);
    }
  }

  function need(runs: readonly { readonly id: number; readonly epochsDone: number }[]): void {
    // What has left the sight meanwhile is not asked for any more.
    wanted = new Map(
      runs
        .filter(({ id, epochsDone }) => epochsDone > 0 && askedAt.get(id) !== epochsDone)
        .map(({ id, epochsDone }) => [id, epochsDone]),
    );
    if (wanted.size > 0) waiting ??= setTimeout(() => void fetchWanted(), pauseMs);
  }

  onScopeDispose(() => clearTimeout(waiting));
  return { curves, need };
}
