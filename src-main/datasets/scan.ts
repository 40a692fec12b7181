/**
 * Walks a folder for an import: every file once, in an order that is the same on every machine. Reads names only,
 * gives way to other work between folders, and never leaves the folder through a link.
 */
import type { Dirent } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';

export interface ScannedFile {
  /** Relative to the folder, with forward slashes. */
  readonly relativePath: string;
  /** First folder below the root; null for files that lie in the root itself. */
  readonly className: string | null;
  /** Why it is not even tried; null for files that are. */
  readonly reason: string | null;
}

/** Droppings of operating systems, not worth a row in the list of skipped files. */
const IGNORED = new Set([
  'thumbs.db',
  'desktop.ini',
  '$recycle.bin',
  'system volume information',
  '__macosx',
]);

/**
 * @param found called now and then with the number of files so far
 * @returns files sorted by path in code unit order; hidden ones are left out. Fewer when the signal ends it early.
 */
export async function scanFolder(
  root: string,
  found: (files: number) => void,
  signal: AbortSignal,
): Promise<ScannedFile[]> {
  const realRoot = await realpath(root);
  const files: ScannedFile[] = [];

  async function walk(relativeFolder: string): Promise<void> {
    if (signal.aborted) return;
    let entries: Dirent[];
    try {
      entries = await readdir(join(realRoot, relativeFolder), { withFileTypes: true });
    } catch (error) {
      // The root itself must be readable; a locked folder below it costs its own files only.
      if (relativeFolder === '') throw error;
      files.push(skipped(relativeFolder, 'folder cannot be read'));
      return;
    }
    entries.sort((a, b) => compare(a.name, b.name));
    for (const entry of entries) {
      if (entry.name.startsWith('.') || IGNORED.has(entry.name.toLowerCase())) continue;
      const relativePath = relativeFolder === '' ? entry.name : `${relativeFolder}/${entry.name}`;
      if (entry.isDirectory()) await walk(relativePath);
      else if (entry.isFile()) files.push(plain(relativePath));
      else if (entry.isSymbolicLink()) files.push(await link(realRoot, relativePath));
      else files.push(skipped(relativePath, 'not a file (pipe, socket or device)'));
    }
    found(files.length);
  }

  await walk('');
  return files;
}

async function link(realRoot: string, relativePath: string): Promise<ScannedFile> {
  try {
    const target = await realpath(join(realRoot, relativePath));
    const isInside = target === realRoot || target.startsWith(realRoot + sep);
    if (!isInside) return skipped(relativePath, 'link that leads out of the folder');
    if (!(await stat(target)).isFile()) return skipped(relativePath, 'link to a folder');
    return plain(relativePath);
  } catch {
    // realpath fails for links to nowhere and for circles of links: both are listed, neither is an error.
    return skipped(relativePath, 'link that leads nowhere');
  }
}

function plain(relativePath: string): ScannedFile {
  return { relativePath, className: classOf(relativePath), reason: null };
}

function skipped(relativePath: string, reason: string): ScannedFile {
  return { relativePath, className: classOf(relativePath), reason };
}

function classOf(relativePath: string): string | null {
  const slash = relativePath.indexOf('/');
  return slash < 0 ? null : relativePath.slice(0, slash);
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
