/** The bundles in `out/`: each source root is built again when its sources, its configuration or the packages changed. */
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { withLock } from '../lib/lock.mjs';
import { nodeModules, root } from '../lib/paths.mjs';
import { mustRun } from '../lib/process.mjs';
import { say } from '../lib/say.mjs';
import { hashOf, readStamp, writeWhole } from '../lib/stamp.mjs';

const common = [
  'electron.vite.config.ts',
  'package.json',
  'package-lock.json',
  'tsconfig.base.json',
  'src-engine',
];

const parts = {
  main: { sources: ['src-main'], result: 'out/main/main.js' },
  preload: { sources: ['src-main/preload', 'src-main/contract'], result: 'out/preload/index.cjs' },
  renderer: {
    // The page carries the kernels, so they are built before it.
    sources: ['src-renderer', 'src-main/contract', 'resources/kernels/simd.wasm'],
    result: 'out/renderer/index.html',
  },
};

/** @param {('main' | 'preload' | 'renderer')[]} wanted */
export async function build(wanted = Object.keys(parts)) {
  if (stale(wanted).length === 0) return;
  await withLock(join(root, 'out', '.lock'), async () => {
    const names = stale(wanted);
    if (names.length === 0) return;
    say(`Building ${names.join(', ')} …`);
    const hashes = names.map(sourceHash);
    for (const name of names) rmSync(stampFile(name), { force: true });
    const cli = join(nodeModules, 'electron-vite', 'bin', 'electron-vite.js');
    const env = { ...process.env, SIMPLECELL_BUILD_ROOTS: names.join(',') };
    await mustRun('Building', process.execPath, [cli, 'build'], { env });
    names.forEach((name, i) => writeWhole(stampFile(name), hashes[i]));
  });
}

/** Makes the next build do all its work, for when something else wrote into `out/`. */
export function forgetBuilds() {
  rmSync(join(root, 'out', '.stamps'), { recursive: true, force: true });
}

function stale(wanted) {
  return wanted.filter((name) => {
    const built = existsSync(join(root, parts[name].result));
    return !built || readStamp(stampFile(name)) !== sourceHash(name);
  });
}

function stampFile(name) {
  return join(root, 'out', '.stamps', name);
}

const hashes = new Map();

/** Computed once a run: everything that happens here is over in seconds. */
function sourceHash(name) {
  if (!hashes.has(name)) {
    const ignore = (path) =>
      path.endsWith('.test.ts') || path.startsWith(join('src-engine', 'kernels', 'simd', 'assembly'));
    hashes.set(name, hashOf([...common, ...parts[name].sources], { ignore }));
  }
  return hashes.get(name);
}
