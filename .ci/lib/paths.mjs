/** Where things are: the project's own folders and the per-user cache that outlives node_modules. */
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
export const nodeModules = join(root, 'node_modules');

/** `linux-x64`, `darwin-arm64`, `win32-x64`: part of every cached name that holds machine code. */
export const platformKey = `${process.platform}-${process.arch}`;

export function cacheFolder() {
  if (process.env.SIMPLECELL_CACHE) return resolve(root, process.env.SIMPLECELL_CACHE);
  if (process.platform === 'win32') {
    return join(process.env.LOCALAPPDATA ?? join(homedir(), 'AppData', 'Local'), 'simplecell', 'cache');
  }
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Caches', 'simplecell');
  return join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'simplecell');
}
