/** Starts the thread that reads one model; knows nothing of runs and rows. */
import { askThread, type OneAnswer } from '../threads/one-answer';
import type { AdoptModelOrder, ImportAnswers, ImportOrder, InspectOrder } from './import-protocol';

export interface ReadModels {
  inspect(order: Omit<InspectOrder, 'type'>): OneAnswer<ImportAnswers['inspect']>;
  adopt(order: Omit<AdoptModelOrder, 'type' | 'kernelsWasm'>): OneAnswer<ImportAnswers['adopt']>;
}

/**
 * @param entry the built worker
 * @param kernelsWasm bytes of the fast kernels, to measure a model with; null for the reference kernels
 */
export function workerModels(entry: URL, kernelsWasm: Uint8Array | null): ReadModels {
  const ask = <T extends ImportOrder['type']>(order: Extract<ImportOrder, { readonly type: T }>) =>
    askThread<ImportAnswers[T]>({
      entry,
      workerData: order,
      mostMegabytes: 2048,
      died: (why) => `Reading the model ended without a result (${why}). Nothing was imported.`,
      ended: 'The import was cancelled; nothing was imported.',
    });
  return {
    inspect: (order) => ask<'inspect'>({ type: 'inspect', ...order }),
    adopt: (order) => ask<'adopt'>({ type: 'adopt', kernelsWasm, ...order }),
  };
}
