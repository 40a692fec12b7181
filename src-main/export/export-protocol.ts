/** What the thread that exports is given and what it answers. */
import type { ProofSource } from '../../src-engine';
import type { AppErrorData } from '../contract/errors';
import type { ExportFormatId, ExportProgress, ExportResult } from '../contract/exports';

/** `workerData` of the thread. */
export interface ExportOrder extends ProofSource {
  readonly format: ExportFormatId;
  readonly folder: string;
  /** Name of the main file without its ending. */
  readonly stem: string;
  /** Marks temporary files. */
  readonly token: string;
}

export type ExportMessage =
  | ({ readonly type: 'progress' } & Omit<ExportProgress, 'token'>)
  | { readonly type: 'done'; readonly result: Omit<ExportResult, 'id'> }
  | { readonly type: 'failed'; readonly error: AppErrorData };
