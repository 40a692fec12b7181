/** One at a time across processes: a lock file with the owner's process id, taken over when that process is gone. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

/** Runs `task` while holding the lock. */
export async function withLock(file, task) {
  mkdirSync(dirname(file), { recursive: true });
  while (!take(file)) await wait(200);
  try {
    return await task();
  } finally {
    rmSync(file, { force: true });
  }
}

function take(file) {
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    if (ownerIsGone(file)) rmSync(file, { force: true });
    return false;
  }
}

function ownerIsGone(file) {
  try {
    const owner = Number(readFileSync(file, 'utf8'));
    // Written in one go right after it was created: an empty file is a moment old.
    if (!owner) return false;
    process.kill(owner, 0);
    return false;
  } catch (error) {
    return error.code === 'ESRCH';
  }
}
