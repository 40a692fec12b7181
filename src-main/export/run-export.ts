/** One export of a model from beginning to end: prove, write, read back, compare, and only then give the files their names. */
import { portableCost, provePortable, type PortableProof } from '../../src-engine';
import { AppError } from '../contract/errors';
import {
  exportTolerance,
  type ExportProgress,
  type ExportResult,
  type Verification,
} from '../contract/exports';
import { compareOutputs } from './compare-outputs';
import type { ModelExportOrder } from './export-protocol';
import { exportFormats } from './formats';
import { exportReaders, type ExportReader } from './readers';
import { StagedFiles } from './stage-files';

const mostSamples = 256;
const leastSamples = 8;

export type ReportProgress = (stage: ExportProgress['stage'], progress: number) => void;

/**
 * @throws AppError('validation') where the format cannot hold the network, AppError('engine') where what was written does not
 * say what the network says, AppError('io'); no file is left then
 */
export async function runExport(
  order: ModelExportOrder,
  report: ReportProgress,
  readers: Readonly<Record<ModelExportOrder['format'], ExportReader>> = exportReaders,
): Promise<Omit<ExportResult, 'id'>> {
  const format = exportFormats[order.format];
  const reader = readers[order.format];
  report('preparing', 0);
  const proof = provePortable(order, (model) => {
    const affordable = Math.floor(reader.budget / portableCost(model));
    return Math.max(leastSamples, Math.min(mostSamples, affordable));
  });
  report('writing', 0);
  const files = format.write(proof.model, order.stem);
  const staged = new StagedFiles(order.folder, order.token);
  try {
    files.forEach((file, i) => {
      report('writing', i / files.length);
      staged.write(file);
    });
    const verification = await verify(staged, reader, proof, report);
    const note = [reader.note, order.samplesNote ?? ''].filter((text) => text !== '').join(' ');
    staged.commit();
    return {
      format: order.format,
      files: files.map(({ name }) => name),
      bytes: files.reduce((sum, { bytes }) => sum + bytes.length, 0),
      verification: { ...verification, note },
      check: '',
      loadingCode: format.loadingCode(proof.model, order.stem),
      notes: [...proof.model.notes],
      epoch: proof.model.origin?.epoch ?? 0,
    };
  } finally {
    staged.discard();
  }
}

async function verify(
  staged: StagedFiles,
  reader: ExportReader,
  { model, count, inputs, expected }: PortableProof,
  report: ReportProgress,
): Promise<Omit<Verification, 'note'>> {
  report('verifying', 0);
  const asked = { shape: model.input, count, pictures: inputs };
  const got = await reader.ask(
    (ending) => staged.read(ending),
    asked,
    (part) => report('verifying', part),
  );
  const { sameClass, ...difference } = compareOutputs(got, expected, count);
  if (!(difference.relativeDifference <= exportTolerance)) {
    throw new AppError(
      'engine',
      `What was written does not say what the network says: ${reader.name} differs by ` +
        `${difference.relativeDifference.toExponential(1)} of the largest output, at most ${exportTolerance} is allowed. ` +
        'No file was kept. Choose another format, and keep the run: this is a fault of Simplecell.',
    );
  }
  const isClassifier = model.output === 'classes';
  return {
    reader: reader.name,
    samples: count,
    ...difference,
    sameClass: isClassifier ? sameClass : null,
  };
}
