/** What the thread that exports is given and what it answers. */
import type { ProofSource } from '../../src-engine';
import type { BundleSource } from '../bundles/bundle-protocol';
import type { ExportProgress, ExportResult, ModelFormatId, RecordFormatId } from '../contract/exports';
import type { LastMessage } from '../threads/one-answer';
import type { RunRecord } from './run-record';

/** Where an export goes. */
export interface ExportPlace {
  readonly folder: string;
  /** Name of the main file without its ending. */
  readonly stem: string;
  /** Marks temporary files. */
  readonly token: string;
}

export interface ModelExportOrder extends ProofSource, ExportPlace {
  readonly format: ModelFormatId;
  /** What the verification is to say of its samples; '' where they are the run's own. */
  readonly samplesNote?: string;
}

export interface BundleExportOrder extends ExportPlace {
  readonly format: 'bundle';
  readonly source: BundleSource;
}

export interface RecordExportOrder extends ExportPlace {
  readonly format: Exclude<RecordFormatId, 'bundle'>;
  readonly record: RunRecord;
}

export type ExportOrder = ModelExportOrder | BundleExportOrder | RecordExportOrder;

/** `workerData` of the thread. */
export interface ExportWork {
  readonly order: ExportOrder;
  /** Bytes of the fast kernels; null computes maps with the reference. */
  readonly kernelsWasm: Uint8Array | null;
}

export type ExportProgressMessage = { readonly type: 'progress' } & Omit<ExportProgress, 'token'>;

export type ExportMessage = ExportProgressMessage | LastMessage<Omit<ExportResult, 'id'>>;
