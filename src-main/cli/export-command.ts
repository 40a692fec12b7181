/** `export RUN`: the trained network of a run as a file of another program's format, proved right before it is there. */
import { randomUUID } from 'node:crypto';
import type { ExportFormatId } from '../contract/exports';
import { significant } from './output';
import { withLabForReading, type CliOptions } from './with-lab';

const stages = {
  preparing: 'preparing the samples',
  writing: 'writing',
  verifying: 'reading it back',
} as const;

/** @throws AppError where the run has nothing to export, the format cannot hold it, or what was written proved wrong */
export async function exportRun(
  runId: number,
  { format, out }: { readonly format: ExportFormatId; readonly out: string },
  options: CliOptions,
): Promise<void> {
  const { output } = options;
  await withLabForReading(options, async (lab) => {
    const stop = lab.events.on('exportProgress', ({ stage, progress }) =>
      output.progress(progress, stages[stage]),
    );
    const { id: _id, ...result } = await lab.exports.write({ runId, format, token: randomUUID() }, out);
    stop();
    output.clearProgress();
    output.event({ event: 'done', runId, ...result });
    const { files, bytes, verification, notes, epoch } = result;
    output.line(
      `Run ${runId} after epoch ${epoch}: ${files.join(', ')} (${bytes.toLocaleString('en')} bytes)`,
    );
    const { reader, samples, maxDifference, relativeDifference, sameClass, note } = verification;
    const classes = sameClass === null ? '' : `, same class in ${significant(100 * sameClass)} %`;
    output.line(
      `Read back by ${reader} on ${samples} samples: largest difference ${significant(maxDifference)} ` +
        `(${significant(relativeDifference)} of the largest output)${classes}`,
    );
    for (const text of [note, ...notes]) if (text !== '') output.line(text);
  });
}
