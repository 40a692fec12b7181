/** Debian packages: installed when we may, otherwise one command to copy. */
import { existsSync } from 'node:fs';
import { capture, mustRun } from './process.mjs';
import { SetupError, say } from './say.mjs';

let listsAreFresh = false;

export async function installDebianPackages(names, why) {
  const present = await Promise.all(names.map(nameHere));
  const command = `apt-get install -y --no-install-recommends ${present.join(' ')}`;
  if (!existsSync('/usr/bin/apt-get')) {
    throw new SetupError(`${why}. Install what your system calls ${names.join(', ')}, then start again.`);
  }
  if (process.getuid() !== 0) {
    throw new SetupError(`${why}. Run this once, then start again:\n\n  sudo ${command}\n`);
  }
  say(`${why}: installing ${present.join(', ')} …`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  // Waits for another apt-get instead of failing at its lock.
  const options = ['-q', '-o', 'DPkg::Lock::Timeout=300'];
  const install = ['install', '-y', '--no-install-recommends', ...present];
  if (!listsAreFresh) {
    await mustRun('Refreshing the package lists', 'apt-get', [...options, 'update'], { env });
    listsAreFresh = true;
  }
  await mustRun(`Installing ${present.join(', ')}`, 'apt-get', [...options, ...install], { env });
}

/** Newer releases renamed libraries with 64-bit time to `…t64`. */
async function nameHere(name) {
  if (!name.startsWith('lib')) return name;
  const renamed = await capture('apt-cache', ['show', `${name}t64`]);
  return renamed.code === 0 ? `${name}t64` : name;
}
