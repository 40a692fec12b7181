/** How the three source roots are bundled into `out/`: main (with its workers and the command line), preload, renderer. */
import { resolve } from 'node:path';
import vue from '@vitejs/plugin-vue';
import { defineConfig, type UserConfig } from 'electron-vite';

const here = import.meta.dirname;
const fromHere = (path: string): string => resolve(here, path);

/** The oldest runtime the bundles must run on: Electron 33 (Node 20.18, Chromium 130). */
const nodeTarget = 'node20.18';
const chromeTarget = 'chrome130';

/** Packages with machine code or WebAssembly beside it stay outside the bundles; everything else goes in. */
const native = [/^better-sqlite3(\/|$)/, /^sharp(\/|$)/, /^@img\//, /^onnxruntime-web(\/|$)/];

const roots: UserConfig = {
  main: {
    build: {
      target: nodeTarget,
      externalizeDeps: false,
      sourcemap: true,
      rolldownOptions: {
        external: native,
        input: {
          main: fromHere('src-main/main.ts'),
          cli: fromHere('src-main/cli.ts'),
          decoder: fromHere('src-main/datasets/decoder.ts'),
          'run-worker': fromHere('src-engine/worker/entry.ts'),
          'export-worker': fromHere('src-main/export/export-worker.ts'),
          'import-worker': fromHere('src-main/model-import/import-worker.ts'),
          'checkpoint-worker': fromHere('src-main/db/checkpoint-worker.ts'),
          'bundle-worker': fromHere('src-main/bundles/bundle-worker.ts'),
          'copy-worker': fromHere('src-main/db/copy-worker.ts'),
        },
        // Shared chunks lie beside the entries, so that `new URL('./decoder.js', import.meta.url)` holds in each of them.
        output: { entryFileNames: '[name].js', chunkFileNames: 'shared-[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      target: nodeTarget,
      externalizeDeps: false,
      sourcemap: true,
      // A sandboxed preload is one CommonJS file and can require nothing but electron.
      rolldownOptions: {
        input: { index: fromHere('src-main/preload/index.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs', codeSplitting: false },
      },
    },
  },
  renderer: {
    root: fromHere('src-renderer'),
    publicDir: false,
    plugins: [vue()],
    build: {
      target: chromeTarget,
      outDir: fromHere('out/renderer'),
      // The page's policy allows neither data: fonts nor inline code, so every asset is a file of its own.
      assetsInlineLimit: 0,
      cssMinify: true,
      sourcemap: false,
      minify: true,
      rolldownOptions: {
        input: {
          index: fromHere('src-renderer/index.html'),
          recovery: fromHere('src-renderer/recovery.html'),
        },
      },
    },
    // The app's scheme knows a worker by its folder: workers may compile WebAssembly, the page may not.
    worker: { format: 'es', rolldownOptions: { output: { entryFileNames: 'workers/[name].js' } } },
  },
};

/** Set-up builds only the roots whose sources changed and names them here; everything is built otherwise. */
const chosen = process.env['SIMPLECELL_BUILD_ROOTS']?.split(',');

export default defineConfig(
  Object.fromEntries(Object.entries(roots).filter(([name]) => chosen?.includes(name) ?? true)),
);
