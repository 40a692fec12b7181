/** Starts the thread of one export; knows nothing of runs and rows. */
import type { ExportProgress, ExportResult } from '../contract/exports';
import { askThread, type OneAnswer } from '../threads/one-answer';
import type { ExportOrder, ExportProgressMessage, ExportWork } from './export-protocol';
import { discardStaged } from './stage-files';

/** No file is left where it is ended or dies. */
export type StartExporter = (
  order: ExportOrder,
  progress: (progress: Omit<ExportProgress, 'token'>) => void,
) => OneAnswer<Omit<ExportResult, 'id'>>;

/**
 * @param entry the built worker
 * @param kernelsWasm bytes of the built kernels; null computes maps with the reference
 */
export function workerExporter(entry: URL, kernelsWasm: Uint8Array | null): StartExporter {
  return (order, progress) => {
    const workerData: ExportWork = { order, kernelsWasm };
    return askThread<Omit<ExportResult, 'id'>, ExportProgressMessage>({
      entry,
      workerData,
      mostMegabytes: 4096,
      meanwhile: ({ stage, progress: part }) => progress({ stage, progress: part }),
      left: () => discardStaged(order.folder, order.token),
      died: (why) => `The export ended without a result (${why}). No file was left.`,
      ended: 'The export was cancelled; no file was left.',
    });
  };
}
