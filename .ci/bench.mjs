/** `npm run bench -- ARGS`: bundles tests/bench/bench.ts and runs it under plain Node. */
import { join } from 'node:path';
import { onCurrentNode } from './bootstrap.mjs';
import { root } from './lib/paths.mjs';
import { passThrough } from './lib/process.mjs';

await onCurrentNode(import.meta.url, async () => {
  const { kernels } = await import('./steps/kernels.mjs');
  await kernels();
  const { build } = await import('vite');
  const outDir = join(root, 'out', 'bench');
  await build({
    root,
    configFile: false,
    publicDir: false,
    logLevel: 'warn',
    build: {
      ssr: true,
      outDir,
      target: 'node24',
      minify: false,
      emptyOutDir: true,
      // The worker's entry lies beside the bench as it does beside main.
      rolldownOptions: {
        input: {
          bench: join(root, 'tests/bench/bench.ts'),
          ours: join(root, 'tests/bench/ours.ts'),
          tfjs: join(root, 'tests/bench/tfjs.ts'),
          'run-worker': join(root, 'src-engine/worker/entry.ts'),
        },
        output: { entryFileNames: '[name].js', chunkFileNames: 'shared-[name]-[hash].js' },
      },
    },
  });
  return passThrough(process.execPath, [join(outDir, 'bench.js'), ...process.argv.slice(2)]);
});
