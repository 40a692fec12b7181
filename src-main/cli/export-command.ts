/** `export RUN`: a run in a file of another program's format, as a bundle, a report, a table or pictures, proved right before it is there. */
import { randomUUID } from 'node:crypto';
import type { ExportFormatId, ExportOptions, Verification } from '../contract/exports';
import { significant, type Output } from './output';
import { withLabForReading, type CliOptions } from './with-lab';

const stages = {
  preparing: 'preparing',
  writing: 'writing',
  verifying: 'reading it back',
} as const;

export interface ExportCommandOptions {
  readonly format: ExportFormatId;
  readonly out: string;
  readonly withDataset?: boolean;
  /** Counted from 1. */
  readonly layer?: number;
  readonly picture?: number;
}

/** @throws AppError where the run has nothing to export, the format cannot hold it, or what was written proved wrong */
export async function exportRun(
  runId: number,
  { format, out, withDataset = false, layer, picture }: ExportCommandOptions,
  options: CliOptions,
): Promise<void> {
  const { output } = options;
  const chosen: ExportOptions = {
    withDataset,
    layer: layer === undefined ? null : layer - 1,
    itemId: picture ?? null,
  };
  await withLabForReading(options, async (lab) => {
    const stop = lab.events.on('exportProgress', ({ stage, progress }) =>
      output.progress(progress, stages[stage]),
    );
    const request = { runId, format, options: chosen, token: randomUUID() };
    const { id: _id, ...result } = await lab.exports.write(request, out);
    stop();
    output.clearProgress();
    output.event({ event: 'done', runId, ...result });
    const { files, bytes, verification, check, notes, epoch } = result;
    const named = files.length > 4 ? `${files[0] ?? ''} and ${files.length - 1} more` : files.join(', ');
    output.line(`Run ${runId} after epoch ${epoch}: ${named} (${bytes.toLocaleString('en')} bytes)`);
    if (verification !== null) sayVerification(verification, output);
    for (const text of [check, ...notes]) if (text !== '') output.line(text);
  });
}

function sayVerification(verification: Verification, output: Output): void {
  const { reader, samples, maxDifference, relativeDifference, sameClass, note } = verification;
  const classes = sameClass === null ? '' : `, same class in ${significant(100 * sameClass)} %`;
  output.line(
    `Read back by ${reader} on ${samples} samples: largest difference ${significant(maxDifference)} ` +
      `(${significant(relativeDifference)} of the largest output)${classes}`,
  );
  if (note !== '') output.line(note);
}
