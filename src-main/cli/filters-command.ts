/** `filters RUN`: the learned filters of a run as a PNG picture. */
import { resolve } from 'node:path';
import { AppError } from '../contract/errors';
import { drawFilterSheet } from '../export/filter-sheet';
import { writePng } from '../export/png';
import type { Lab } from '../lab';
import type { Output } from './output';
import { withLabForReading, type CliOptions } from './with-lab';

export async function writeFilters(
  runId: number,
  { out, epoch }: { readonly out: string; readonly epoch?: number },
  options: CliOptions,
): Promise<void> {
  await withLabForReading(options, (lab) => writeSheet(lab, runId, epoch ?? null, out, options.output));
}

/** @throws AppError('notFound') without such a run, AppError('precondition') when it has no filters yet */
export async function writeSheet(
  lab: Lab,
  runId: number,
  epoch: number | null,
  out: string,
  output: Output,
): Promise<void> {
  const found = lab.runs.filters(runId, epoch);
  if (found === null) {
    throw new AppError(
      'precondition',
      `Run ${runId} has no filters of that time; the first ones are kept after epoch 1.`,
    );
  }
  const sheet = drawFilterSheet(found.filters);
  const file = resolve(out);
  await writePng(sheet, file);
  const { widthPx: width, heightPx: height } = sheet;
  output.event({ event: 'done', runId, epoch: found.epoch, units: found.filters.units, file, width, height });
  output.line(`${found.filters.units} filters of run ${runId} after epoch ${found.epoch}: ${file}`);
}
