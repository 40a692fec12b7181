/** Finds what a rule lets go, and lets it go, a little at a time. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Pruned, PruneRule } from '../contract/storage';
import { dateOfStamp } from '../db/database-files';
import type { StorageRepository } from '../db/storage-repository';
import { entriesOf } from './folder-size';
import { inPortions } from './in-portions';
import { spareEpochs } from './spare-filters';
import { leftoverPixels, sumOf } from './usage';

const DAY_MS = 86_400_000;
/** About a megabyte: some milliseconds. */
const PAGES_AT_ONCE = 256;

export interface PruneParts {
  readonly dataDir: string;
  readonly rows: StorageRepository;
  readonly removeSet: (datasetId: number) => Promise<void>;
  readonly emptyBin: () => Promise<void>;
  readonly nowMs: () => number;
}

interface Spare {
  readonly bytes: number;
  readonly remove: () => void | Promise<void>;
}

type Part = keyof PruneRule;

/** @param apply false only counts */
export async function prune(rule: PruneRule, apply: boolean, parts: PruneParts): Promise<Pruned> {
  const found: [Part, Spare[]][] = [
    ['checkpointsAfterDays', checkpoints(rule, parts)],
    ['filtersPerRun', await filters(rule, parts)],
    ['bin', await bin(rule, parts)],
    ['unusedSets', unusedSets(rule, parts)],
    ['leftovers', await leftovers(rule, parts)],
    ['quarantineAfterDays', await quarantine(rule, parts)],
  ];
  if (apply) {
    for (const [, spares] of found) await inPortions(spares, ({ remove }) => remove());
    if (rule.bin) await parts.emptyBin();
    await shrink(parts.rows);
  }
  const items = found.map(([part, spares]) => ({ part, count: spares.length, bytes: sumOf(spares) }));
  return { items, bytes: sumOf(items) };
}

function checkpoints({ checkpointsAfterDays: days }: PruneRule, { rows, nowMs }: PruneParts): Spare[] {
  if (days === null) return [];
  return rows
    .checkpointsBefore(nowMs() - days * DAY_MS)
    .map(({ runId, bytes }) => ({ bytes, remove: () => rows.removeCheckpoint(runId) }));
}

async function filters({ filtersPerRun: kept }: PruneRule, { rows }: PruneParts): Promise<Spare[]> {
  const spares: Spare[] = [];
  if (kept === null) return spares;
  await inPortions(rows.runsAtRest(), ({ runId, weightsEpoch }) => {
    const stored = rows.filtersOf(runId);
    const bytes = new Map(stored.map((one) => [one.epoch, one.bytes]));
    for (const epoch of spareEpochs([...bytes.keys()], kept, weightsEpoch)) {
      spares.push({ bytes: bytes.get(epoch) ?? 0, remove: () => rows.removeFilters(runId, epoch) });
    }
  });
  return spares;
}

/** The bin is emptied as a whole; here it is only measured. */
async function bin({ bin: isWanted }: PruneRule, { rows }: PruneParts): Promise<Spare[]> {
  const spares: Spare[] = [];
  if (!isWanted) return spares;
  await inPortions(rows.runIds(), (runId) => {
    const size = rows.sizeOf(runId);
    if (size?.isInBin !== true) return;
    spares.push({ bytes: size.checkpointBytes + size.filterBytes, remove: () => undefined });
  });
  return spares;
}

function unusedSets({ unusedSets: isWanted }: PruneRule, { rows, removeSet }: PruneParts): Spare[] {
  if (!isWanted) return [];
  return rows.unusedSets().map(({ id, bytes }) => ({ bytes, remove: () => removeSet(id) }));
}

async function leftovers(
  { leftovers: isWanted }: PruneRule,
  { dataDir, rows }: PruneParts,
): Promise<Spare[]> {
  if (!isWanted) return [];
  const files = await leftoverPixels(dataDir, rows);
  return files.map(({ name, bytes }) => ({
    bytes,
    remove: () => rm(join(dataDir, 'sets', name), { force: true }),
  }));
}

async function quarantine(rule: PruneRule, { dataDir, nowMs }: PruneParts): Promise<Spare[]> {
  const days = rule.quarantineAfterDays;
  if (days === null) return [];
  const folder = join(dataDir, 'quarantine');
  const old = (await entriesOf(folder)).filter(({ name }) => {
    const movedAtMs = dateOfStamp(name);
    return movedAtMs !== null && movedAtMs <= nowMs() - days * DAY_MS;
  });
  return old.map(({ name, bytes }) => ({
    bytes,
    remove: () => rm(join(folder, name), { recursive: true, force: true }),
  }));
}

/** Gives free pages back to the disk. */
async function shrink(rows: StorageRepository): Promise<void> {
  while (rows.shrink(PAGES_AT_ONCE)) await new Promise((resolve) => setImmediate(resolve));
}
