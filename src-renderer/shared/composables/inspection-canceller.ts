/** Ends questions to the inspector of a run. */
import { lab } from '../../api/lab';

/** Made when the question is asked: by the time it is not wanted any more, the page may look at another run or at none. */
export function inspectionCanceller(runId: number, token: string): () => void {
  return () => void lab.inspect.cancel({ runId, token });
}
