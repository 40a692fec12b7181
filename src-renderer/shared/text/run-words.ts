/** What is said of a run: which epoch its weights are from, what computes it, whether it can be repeated. */
import type { BatchProgress, RunState, RunSummary } from '../../../src-main/contract/runs';

export const stateWords: Record<RunState, string> = {
  queued: 'Queued',
  preparing: 'Preparing',
  running: 'Running',
  paused: 'Paused',
  finished: 'Finished',
  stopped: 'Stopped',
  failed: 'Failed',
  interrupted: 'Interrupted',
};

/** `epoch 20`, or with early stopping `epoch 12, the best of 20`. */
export function weightsOf({
  epochsDone,
  weightsEpoch,
}: Pick<RunSummary, 'epochsDone' | 'weightsEpoch'>): string {
  if (weightsEpoch === null || weightsEpoch === epochsDone) return `epoch ${epochsDone}`;
  return `epoch ${weightsEpoch}, the best of ${epochsDone}`;
}

/** Whether the same settings and seed give the same bytes wherever they are trained. */
export function repeatability(relaxed: boolean): string {
  return relaxed ? 'not exactly repeatable' : 'exactly repeatable';
}

/**
 * E.g. `2 threads · SIMD, revectorised · exactly repeatable`.
 * @param batch null before a run has trained, and where there is none: then nobody knows how many threads
 * @param usual kernels that train where nothing else is asked for; empty while that is not known
 */
export function computing(
  batch: Pick<BatchProgress, 'kernels' | 'threads'> | null,
  usual: string,
  relaxed: boolean,
): string {
  const kernels = batch?.kernels ?? usual;
  if (kernels === '') return '';
  const threads = batch === null ? [] : [batch.threads === 1 ? '1 thread' : `${batch.threads} threads`];
  const words = kernels === 'reference' ? 'reference kernels' : kernels;
  return [...threads, words, repeatability(relaxed)].join(' · ');
}
