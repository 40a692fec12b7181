/** Built-in sets before their first use: main generates them when they are needed, the page offers them at once. */
import { sampleSets } from '../../src-engine';
import type { DatasetDetail, DatasetSummary } from '../../src-main/contract/datasets';

/** Entries for the built-in sets that are not among the known ones; their ids are negative, since they have no rows yet. */
export function notYetGenerated(known: readonly DatasetSummary[]): readonly DatasetDetail[] {
  const names = new Set(known.map((set) => set.name));
  return sampleSets
    .map((set, index): DatasetDetail => ({
      id: -1 - index,
      name: `sample:${set.name}`,
      source: 'sample',
      description: set.description,
      state: 'ready',
      heightPx: set.heightPx,
      widthPx: set.widthPx,
      channels: set.channels,
      classCount: set.classNames.length,
      pictureCount: set.count,
      skippedCount: 0,
      sizeBytes: 0,
      createdAtMs: 0,
      coverItemIds: [],
      classes: [],
    }))
    .filter((set) => !names.has(set.name));
}

/** True for a built-in set whose pictures do not exist yet. */
export function isToBeGenerated(set: DatasetSummary): boolean {
  return set.source === 'sample' && (set.id < 0 || set.state !== 'ready');
}

/** Built-in sets that are being generated as they will be, so that settings are not refused meanwhile. */
export function asTheyWillBe(known: readonly DatasetSummary[]): readonly DatasetSummary[] {
  return known.map((set) => {
    const plan = isToBeGenerated(set) && sampleSets.find(({ name }) => set.name === `sample:${name}`);
    return plan ? { ...set, classCount: plan.classNames.length, pictureCount: plan.count } : set;
  });
}
