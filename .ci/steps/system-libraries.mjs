/** What Electron needs from a Linux system: shared libraries, and a virtual display where there is none. */
import { installDebianPackages } from '../lib/debian.mjs';
import { capture } from '../lib/process.mjs';
import { SetupError } from '../lib/say.mjs';

const libraries = ['libgtk-3-0', 'libnss3', 'libasound2', 'libgbm1', 'libxss1'];

export async function systemLibraries(executable) {
  if (process.platform !== 'linux') return;
  if ((await missing(executable)).length === 0) return;
  await installDebianPackages(libraries, 'Electron needs system libraries');
  const still = await missing(executable);
  if (still.length > 0) {
    throw new SetupError(
      `Electron still misses ${still.join(', ')}: install the packages that hold these libraries.`,
    );
  }
}

/** True on a Linux without a screen, where a window needs a virtual one. */
export function hasNoDisplay() {
  return process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY;
}

/** @returns the words to put before a command that opens windows; empty where there is a display */
export async function virtualDisplay() {
  if (!hasNoDisplay()) return [];
  const there = await capture('sh', ['-c', 'command -v xvfb-run && command -v xauth']);
  if (there.code !== 0) await installDebianPackages(['xvfb', 'xauth'], 'Windows need a virtual display here');
  return ['xvfb-run', '-a', '-s', '-screen 0 1920x1080x24'];
}

async function missing(executable) {
  const { stdout } = await capture('ldd', [executable]);
  return [...stdout.matchAll(/^\s*(\S+) => not found/gm)].map((match) => match[1]);
}
