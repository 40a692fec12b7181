/** NumPy for the tests that run exported Python, where it can be installed; without it they are skipped and say so. */
import { existsSync } from 'node:fs';
import { installDebianPackages } from '../lib/debian.mjs';
import { capture } from '../lib/process.mjs';
import { say } from '../lib/say.mjs';

export async function numpy() {
  const there = await capture('/usr/bin/python3', ['-c', 'import numpy']);
  if (there.code === 0) return;
  const mayInstall = existsSync('/usr/bin/apt-get') && process.getuid() === 0;
  if (!mayInstall) {
    say('python3-numpy is not installed: tests of exported Python are skipped.');
    return;
  }
  await installDebianPackages(['python3-numpy'], 'Tests read exported arrays with NumPy');
}
