/** npm packages: `npm ci` when node_modules is not what the lock file says, without any package's own scripts. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { withLock } from '../lib/lock.mjs';
import { cacheFolder, nodeModules, root } from '../lib/paths.mjs';
import { npm } from '../lib/process.mjs';
import { say } from '../lib/say.mjs';
import { readStamp, writeWhole } from '../lib/stamp.mjs';

const stampFile = join(nodeModules, '.simplecell-lock');

export async function dependencies() {
  const lockText = readFileSync(join(root, 'package-lock.json'));
  const wanted = createHash('sha256').update(lockText).digest('hex');
  if (readStamp(stampFile) === wanted) return;
  // Not inside node_modules, which npm empties first; one lock for each checkout.
  const checkout = createHash('sha256').update(root).digest('hex').slice(0, 16);
  await withLock(join(cacheFolder(), 'locks', `packages-${checkout}`), async () => {
    if (readStamp(stampFile) === wanted) return;
    if (!installedMatches(JSON.parse(lockText.toString()))) {
      say('Installing the npm packages (one to two minutes the first time) …');
      await npm('Installing the npm packages', ['ci']);
    }
    writeWhole(stampFile, wanted);
  });
}

/** True when npm's own record of node_modules has every package of the lock at the same version. */
function installedMatches(lock) {
  const recordFile = join(nodeModules, '.package-lock.json');
  if (!existsSync(recordFile)) return false;
  const installed = JSON.parse(readFileSync(recordFile, 'utf8')).packages;
  return Object.entries(lock.packages).every(([path, wanted]) => {
    if (path === '') return true;
    const present = installed[path];
    if (!present) return Boolean(wanted.optional || wanted.devOptional || wanted.peer);
    return present.version === wanted.version && existsSync(join(root, path));
  });
}
