/** What the lab keeps on disk, by kind. */
import { statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { usageKindSchema, type Usage, type UsageKind } from '../contract/storage';
import type { RunSize, StorageRepository } from '../db/storage-repository';
import { bytesIn, entriesOf, type Entry } from './folder-size';
import { inPortions } from './in-portions';

const LARGEST = 10;

export async function measureUsage(dataDir: string, rows: StorageRepository): Promise<Usage> {
  const runs: RunSize[] = [];
  await inPortions(rows.runIds(), (runId) => {
    const size = rows.sizeOf(runId);
    if (size !== null) runs.push(size);
  });
  const kept = runs.filter(({ isInBin }) => !isInBin);
  const { total, free } = rows.fileBytes();
  const leftovers = sumOf(await leftoverPixels(dataDir, rows));
  const bytes: Record<UsageKind, number> = {
    checkpoints: kept.reduce((sum, { checkpointBytes }) => sum + checkpointBytes, 0),
    filters: kept.reduce((sum, { filterBytes }) => sum + filterBytes, 0),
    records: 0,
    bin: runs.filter(({ isInBin }) => isInBin).reduce((sum, run) => sum + bytesOf(run), 0),
    free,
    sets: (await bytesIn(join(dataDir, 'sets'))) - leftovers,
    leftovers,
    backups: await bytesIn(join(dataDir, 'backups')),
    quarantine: await bytesIn(join(dataDir, 'quarantine')),
  };
  bytes.records = Math.max(0, total - free - bytes.checkpoints - bytes.filters - bytes.bin);
  const { bavail, bsize } = await statfs(dataDir);
  return {
    kinds: usageKindSchema.options.map((kind) => ({ kind, bytes: bytes[kind] })),
    freeDiskBytes: bavail * bsize,
    largestRuns: kept
      .map((run) => ({ runId: run.runId, name: run.name, bytes: bytesOf(run) }))
      .sort((a, b) => b.bytes - a.bytes)
      .slice(0, LARGEST),
  };
}

/** Files of pixels that belong to no data set. */
export async function leftoverPixels(dataDir: string, rows: StorageRepository): Promise<Entry[]> {
  const known = new Set(rows.setIds());
  const files = await entriesOf(join(dataDir, 'sets'));
  return files.filter(({ name }) => !known.has(Number(/^(\d+)\.pixels/.exec(name)?.[1])));
}

export function sumOf(entries: readonly { readonly bytes: number }[]): number {
  return entries.reduce((sum, { bytes }) => sum + bytes, 0);
}

function bytesOf({ checkpointBytes, filterBytes }: RunSize): number {
  return checkpointBytes + filterBytes;
}
