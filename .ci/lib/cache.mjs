/**
 * The per-user cache: every entry is a folder that is made under a temporary name and renamed into place,
 * so an interrupted or a concurrent set-up never leaves half an entry behind.
 */
import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from './paths.mjs';

/**
 * The folder of a cache entry; when it is absent, `make(temporaryFolder)` fills it first.
 * Two set-ups making the same entry both do the work, and the first to finish wins.
 */
export async function cached(name, make) {
  const target = join(cacheFolder(), name);
  if (existsSync(target)) return target;
  const temporary = join(cacheFolder(), 'tmp', `${name}-${randomUUID()}`);
  mkdirSync(temporary, { recursive: true });
  try {
    await make(temporary);
    moveIntoPlace(temporary, target);
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
  return target;
}

function moveIntoPlace(temporary, target) {
  try {
    renameSync(temporary, target);
  } catch (error) {
    if (!existsSync(target)) throw error;
  }
}
