/**
 * The per-user cache: every entry is a folder that is made under a temporary name and renamed into place,
 * so an interrupted or a concurrent set-up never leaves half an entry behind.
 */
import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { withLock } from './lock.mjs';
import { cacheFolder } from './paths.mjs';

const leftoverAfterMs = 24 * 60 * 60 * 1000;

/**
 * The folder of a cache entry; when it is absent, `make(temporaryFolder)` fills it first.
 * A second set-up that wants the same entry waits for the first.
 */
export async function cached(name, make) {
  const target = join(cacheFolder(), name);
  if (existsSync(target)) return target;
  return withLock(join(cacheFolder(), `${name}.lock`), async () => {
    if (existsSync(target)) return target;
    const temporary = join(temporaryFolder(), `${name}-${randomUUID()}`);
    mkdirSync(temporary, { recursive: true });
    try {
      await make(temporary);
      renameSync(temporary, target);
    } finally {
      rmSync(temporary, { recursive: true, force: true });
    }
    return target;
  });
}

/** Where entries are made; what a killed set-up left there long ago goes. */
function temporaryFolder() {
  const folder = join(cacheFolder(), 'tmp');
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    // Another set-up may have put it into its place meanwhile.
    const { mtimeMs = Infinity } = statSync(path, { throwIfNoEntry: false }) ?? {};
    if (Date.now() - mtimeMs > leftoverAfterMs) rmSync(path, { recursive: true, force: true });
  }
  return folder;
}
