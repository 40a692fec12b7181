/** The official download of Electron, given up quickly (and, where there is another Electron, for a day) where its host cannot be reached. */
import { join } from 'node:path';
import { readFileSync } from 'node:fs';
import { cacheFolder, nodeModules } from '../../lib/paths.mjs';
import { passThrough } from '../../lib/process.mjs';
import { say } from '../../lib/say.mjs';
import { readStamp, writeWhole } from '../../lib/stamp.mjs';

const packageFolder = join(nodeModules, 'electron');
const rememberForMs = 24 * 60 * 60 * 1000;

/**
 * @param {{ mayWait: boolean }} options false where another Electron is at hand
 * @returns {Promise<boolean>} true when `node_modules/electron/dist` holds the runtime now
 */
export async function officialDownload({ mayWait }) {
  const { version } = JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8'));
  const failureFile = join(cacheFolder(), `electron-${version}-unreachable`);
  const failedAt = Number(readStamp(failureFile) ?? 0);
  // Where there is nothing else to start, whoever starts again has done something about it.
  if (!mayWait && Date.now() - failedAt < rememberForMs) return false;

  if (await isReachable(version, mayWait ? 8000 : 2000)) {
    say(`Downloading Electron ${version} …`);
    // Its progress belongs to stderr, like all our messages.
    const code = await passThrough(process.execPath, [join(packageFolder, 'install.js')], {
      stdio: ['ignore', 2, 2],
    });
    if (code === 0) return true;
  }
  writeWhole(failureFile, String(Date.now()));
  return false;
}

async function isReachable(version, timeoutMs) {
  const mirror = process.env.ELECTRON_MIRROR ?? 'https://github.com/electron/electron/releases/download/';
  try {
    const answer = await fetch(`${mirror}v${version}/SHASUMS256.txt`, {
      method: 'HEAD',
      redirect: 'follow',
      signal: AbortSignal.timeout(timeoutMs),
    });
    return answer.ok;
  } catch {
    return false;
  }
}
