/** `delete` and `restore`: runs into the bin, out of it, or away for good. */
import { runQuerySchema } from '../contract/run-history';
import type { Lab } from '../lab';
import { withLab, type CliOptions } from './with-lab';

/** @throws AppError('notFound' | 'precondition') when a run is not there or is under way; then none is deleted */
export async function deleteRuns(
  runIds: readonly number[],
  { forever = false }: { readonly forever?: boolean },
  options: CliOptions,
): Promise<void> {
  await withLab(options, async (lab) => {
    const binned = inBin(lab);
    // Throws for those that are nowhere, before anything is done; what is in the bin can still go for good.
    for (const runId of runIds) if (!(forever && binned.has(runId))) lab.runs.summary(runId);
    lab.supervisor.remove(runIds);
    if (forever) await lab.supervisor.purge(runIds);
    const { output } = options;
    output.event({ event: 'done', runIds, forever });
    const what = runIds.length === 1 ? `Run ${runIds[0] ?? ''} is` : `Runs ${runIds.join(', ')} are`;
    output.line(
      forever
        ? `${what} gone for good.`
        : `${what} in the bin. To have them back: restore ${runIds.join(' ')}`,
    );
  });
}

/** @throws AppError('notFound') when there is no such run, in the bin or elsewhere */
export async function restoreRuns(runIds: readonly number[], options: CliOptions): Promise<void> {
  await withLab(options, (lab) => {
    const binned = inBin(lab);
    for (const runId of runIds) if (!binned.has(runId)) lab.runs.summary(runId);
    lab.supervisor.restore(runIds);
    options.output.event({ event: 'done', runIds });
    options.output.line(`Restored: ${runIds.join(', ')}.`);
    return Promise.resolve();
  });
}

function inBin(lab: Lab): Set<number> {
  return new Set(lab.history.queryIds(runQuerySchema.parse({ bin: true, archived: 'with' })));
}
