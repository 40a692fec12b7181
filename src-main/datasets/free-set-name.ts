/** A name for a set that nobody has named: never one that is taken, never that of a built-in set. */
import type { DatasetRepository } from '../db/dataset-repository';

/** @param wanted e.g. the name of a folder; a number is put behind it where it is taken */
export function freeSetName(datasets: Pick<DatasetRepository, 'findByName'>, wanted: string): string {
  const base = wanted.replace(/^(sample:\s*)+/, '').trim() || 'Pictures';
  for (let n = 1; ; n += 1) {
    const name = n === 1 ? base : `${base} ${n}`;
    if (datasets.findByName(name) === null) return name;
  }
}
