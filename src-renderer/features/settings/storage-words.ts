/** Names of what the lab keeps on disk, and of what can go. */
import type { Pruned, PruneRule, UsageKind } from '../../../src-main/contract/storage';
import { formatBytes, formatCount } from '../../shared/text/format';

export const usageWords: Readonly<Record<UsageKind, { readonly name: string; readonly hint: string }>> = {
  checkpoints: { name: 'Checkpoints', hint: 'weights and optimiser state, to go on from and to look into' },
  filters: { name: 'Filters', hint: 'pictures of the units, epoch by epoch' },
  records: { name: 'Records', hint: 'metrics, settings and everything else in the database' },
  bin: { name: 'Bin', hint: 'runs that were deleted and can be restored' },
  free: { name: 'Free in the database', hint: 'room that the next runs will use' },
  sets: { name: 'Data sets', hint: 'pixels of imported and built-in pictures' },
  leftovers: { name: 'Left over', hint: 'pixels of no data set; a backup may still know them' },
  backups: { name: 'Backups', hint: 'copies of the database' },
  quarantine: { name: 'Quarantine', hint: 'databases that were damaged or replaced' },
};

const parts: Readonly<Record<keyof PruneRule, readonly [string, string]>> = {
  checkpointsAfterDays: ['checkpoint', 'checkpoints'],
  filtersPerRun: ['epoch of filters', 'epochs of filters'],
  bin: ['deleted run', 'deleted runs'],
  unusedSets: ['data set', 'data sets'],
  leftovers: ['left-over file', 'left-over files'],
  quarantineAfterDays: ['file in quarantine', 'files in quarantine'],
};

/** `3 checkpoints and 12 epochs of filters, 4.2 MB`. */
export function prunedWords({ items, bytes }: Pruned): string {
  const named = items
    .filter(({ count }) => count > 0)
    .map(({ part, count }) => `${formatCount(count)} ${parts[part][count === 1 ? 0 : 1]}`);
  if (named.length === 0) return 'nothing';
  const last = named.pop() ?? '';
  const list = named.length === 0 ? last : `${named.join(', ')} and ${last}`;
  return `${list}, ${formatBytes(bytes)}`;
}
