/** Whether a failed run would only fail again where it is resumed, so that something else is to be done first. */
import type { RunSummary } from '../../../src-main/contract/runs';

/** Its numbers broke by too high a rate; the same steps from the same checkpoint break the same way. */
export function breaksAgain({ state, error }: Pick<RunSummary, 'state' | 'error'>): boolean {
  return state === 'failed' && error?.field === 'optimizer.learningRate';
}
