/**
 * Node 24 for the tools: the npm package `node` would fetch it in an install script, which never runs here,
 * so this step brings the same runtime from the package of this platform and puts it where npm scripts find it first.
 */
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { cached } from '../lib/cache.mjs';
import { cacheFolder, nodeModules, platformKey, root } from '../lib/paths.mjs';
import { npm } from '../lib/process.mjs';
import { say } from '../lib/say.mjs';

const minimumMajor = 24;
const onWindows = process.platform === 'win32';
const binary = onWindows ? 'node.exe' : 'node';

/** Whether this process runs on a Node that the tools can use. */
export function isNewEnough() {
  return Number(process.versions.node.split('.')[0]) >= minimumMajor;
}

/** @returns the path of a Node that is new enough */
export async function node() {
  if (isNewEnough() && !isOurs()) return process.execPath;
  const folder = await runtimeFolder();
  const runtime = join(folder, 'bin', binary);
  place(runtime, join(nodeModules, '.bin', binary));
  return runtime;
}

/** The folder of the cached Node, which holds its C headers as well (`include/node`). */
export function runtimeFolder() {
  const version = lockedVersion();
  const name = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
  return cached(`node-${version}-${platformKey}`, async (temporary) => {
    say(`Fetching Node ${version} …`);
    await npm(`Fetching Node ${version}`, [
      'install',
      '--no-save',
      '--prefix',
      temporary,
      `${name}@${version}`,
    ]);
    // npm wants its own layout around a package; the cache keeps the package alone.
    const unpacked = join(temporary, 'node_modules', name);
    for (const part of ['bin', 'include', 'LICENSE']) {
      if (existsSync(join(unpacked, part))) renameSync(join(unpacked, part), join(temporary, part));
    }
    for (const rest of ['node_modules', 'package.json', 'package-lock.json']) {
      rmSync(join(temporary, rest), { recursive: true, force: true });
    }
  });
}

/** True when this process runs on a Node that set-up brought: then its link has to be kept in place. */
function isOurs() {
  return realpathSync(process.execPath).startsWith(cacheFolder() + sep);
}

function lockedVersion() {
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  return lock.packages['node_modules/node'].version;
}

function place(runtime, link) {
  if (existsSync(link) && (onWindows || realpathSync(link) === realpathSync(runtime))) return;
  mkdirSync(dirname(link), { recursive: true });
  const temporary = `${link}.${process.pid}`;
  if (onWindows) copyFileSync(runtime, temporary);
  else symlinkSync(runtime, temporary);
  renameSync(temporary, link);
}
