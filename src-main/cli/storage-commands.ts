/** `storage` and `prune`: what the lab keeps on disk, and letting some of it go. */
import { pruneRuleSchema } from '../contract/storage';
import { withLab, withLabForReading, type CliOptions } from './with-lab';

export async function printStorage(options: CliOptions): Promise<void> {
  const usage = await withLabForReading(options, (lab) => lab.storage.usage());
  const { output } = options;
  output.event(usage);
  output.table(
    ['kind', 'MB'],
    [...usage.kinds, { kind: 'free on this disk', bytes: usage.freeDiskBytes }].map(({ kind, bytes }) => [
      kind,
      megabytes(bytes),
    ]),
  );
}

export interface PruneOptions {
  readonly checkpoints?: number;
  readonly filters?: number;
  readonly quarantine?: number;
  readonly bin?: boolean;
  readonly unusedSets?: boolean;
  readonly leftovers?: boolean;
  readonly dryRun?: boolean;
}

/** Nothing that is not named goes. */
export async function pruneStorage(named: PruneOptions, options: CliOptions): Promise<void> {
  const { checkpoints, filters, quarantine, dryRun = false, ...flags } = named;
  const rule = pruneRuleSchema.parse({
    ...flags,
    checkpointsAfterDays: checkpoints,
    filtersPerRun: filters,
    quarantineAfterDays: quarantine,
  });
  const pruned = await withLab(options, (lab) =>
    dryRun ? lab.storage.previewPrune(rule) : lab.storage.prune(rule),
  );
  const { output } = options;
  output.event({ event: dryRun ? 'preview' : 'done', ...pruned });
  for (const { part, count, bytes } of pruned.items) {
    if (count > 0) output.line(`${part}: ${count}, ${megabytes(bytes)} MB`);
  }
  output.line(`${dryRun ? 'Would free' : 'Freed'} ${megabytes(pruned.bytes)} MB.`);
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}
