/**
 * Loads sharp inside a decoder process. On Linux inside Electron it is the WebAssembly build: the native one
 * embeds its own GLib beside Electron's and can crash. sharp takes it by itself only where the native
 * package is absent, as in packaged apps; in a checkout both are installed.
 */
import { createRequire } from 'node:module';
import type sharpModule from 'sharp';

export type Sharp = typeof sharpModule;

export function loadSharp(): Sharp {
  if (process.platform === 'linux' && 'electron' in process.versions) preferWebAssembly();
  // Required rather than imported: its ES modules import JSON, at which older Electrons grumble.
  const sharp = createRequire(import.meta.url)('sharp') as Sharp;
  // One picture a thread; several are decoded side by side, and nothing is ever decoded twice.
  sharp.concurrency(1);
  sharp.cache(false);
  return sharp;
}

/** Puts the WebAssembly build where sharp's own `require` will look for the native one. */
function preferWebAssembly(): void {
  const require = createRequire(createRequire(import.meta.url).resolve('sharp'));
  for (const platform of [`linux-${process.arch}`, `linuxmusl-${process.arch}`]) {
    const native = resolveIfInstalled(require, `@img/sharp-${platform}/sharp.node`);
    if (native === null) continue;
    require('@img/sharp-wasm32/sharp.node');
    require.cache[native] = require.cache[require.resolve('@img/sharp-wasm32/sharp.node')];
  }
}

function resolveIfInstalled(require: NodeJS.Require, name: string): string | null {
  try {
    return require.resolve(name);
  } catch {
    return null;
  }
}
