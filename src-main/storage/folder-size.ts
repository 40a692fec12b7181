/** What lies in a folder, and how large it is. */
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

export interface Entry {
  readonly name: string;
  /** Of a folder, all that is in it. */
  readonly bytes: number;
}

/** Entries of a folder; none where there is no folder. */
export async function entriesOf(folder: string): Promise<Entry[]> {
  const entries: Entry[] = [];
  for (const name of await namesIn(folder)) {
    const path = join(folder, name);
    const found = await stat(path).catch(() => null);
    // Gone meanwhile, e.g. a copy that got its final name.
    if (found === null) continue;
    entries.push({ name, bytes: found.isDirectory() ? await bytesIn(path) : found.size });
  }
  return entries;
}

/** Bytes of everything in a folder; 0 where there is none. */
export async function bytesIn(folder: string): Promise<number> {
  return (await entriesOf(folder)).reduce((sum, { bytes }) => sum + bytes, 0);
}

/** Names in a folder; none where there is no folder. */
export async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}
