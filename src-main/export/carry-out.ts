/** What the thread that exports does with an order: a model is proved, a bundle and a record are read back. */
import { writeBundle } from '../bundles/write-bundle';
import type { ExportResult } from '../contract/exports';
import type { ExportWork } from './export-protocol';
import { runExport, type ReportProgress } from './run-export';
import { writeRecord } from './write-record';

/** @returns rejects with AppError or EngineError; no file is left then */
export async function carryOut(
  { order, kernelsWasm }: ExportWork,
  report: ReportProgress,
): Promise<Omit<ExportResult, 'id'>> {
  if (order.format === 'bundle') return writeBundle(order, report);
  if ('record' in order) return writeRecord(order, kernelsWasm, report);
  return runExport(order, report);
}
