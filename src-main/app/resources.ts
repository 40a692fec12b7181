/** Finds what ships beside the code: presets, built kernels, the page, the entries of processes and threads. */
import { existsSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** This file is bundled into `out/main`; in tests it lies in `src-main/app`. Both are two levels below the top. */
const here = import.meta.dirname;

/** `resources/` of a checkout or build, or the one that the package carries beside its archive. */
export function resourcesDir(): string {
  const packaged = 'resourcesPath' in process ? join(process.resourcesPath, 'resources') : null;
  if (packaged !== null && existsSync(join(packaged, 'presets'))) return packaged;
  return join(here, '..', '..', 'resources');
}

export function rendererDir(): string {
  return join(here, '..', 'renderer');
}

export function preloadFile(): string {
  return join(here, '..', 'preload', 'index.cjs');
}

export function decoderEntry(): string {
  return join(here, 'decoder.js');
}

export function runWorkerEntry(): URL {
  return pathToFileURL(join(here, 'run-worker.js'));
}

export function exportWorkerEntry(): URL {
  return pathToFileURL(join(here, 'export-worker.js'));
}

export function importWorkerEntry(): URL {
  return pathToFileURL(join(here, 'import-worker.js'));
}

export function bundleWorkerEntry(): URL {
  return pathToFileURL(join(here, 'bundle-worker.js'));
}

export function copyWorkerEntry(): URL {
  return pathToFileURL(join(here, 'copy-worker.js'));
}

export function checkpointWorkerEntry(): URL {
  return pathToFileURL(join(here, 'checkpoint-worker.js'));
}

/** Of the app, as its package says. */
export function appVersion(): string {
  const file = join(here, '..', '..', 'package.json');
  const { version } = JSON.parse(readFileSync(file, 'utf8')) as { readonly version: string };
  return version;
}

/** Bytes of the fast kernels; null where they are not built, and training falls back to the reference. */
export async function readKernels(): Promise<Uint8Array | null> {
  const file = join(resourcesDir(), 'kernels', 'simd.wasm');
  return existsSync(file) ? new Uint8Array(await readFile(file)) : null;
}
