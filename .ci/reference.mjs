/** `npm run reference -- ARGS`: bundles tests/reference/reference.ts and runs it under plain Node. */
import { join } from 'node:path';
import { onCurrentNode } from './bootstrap.mjs';
import { root } from './lib/paths.mjs';
import { passThrough } from './lib/process.mjs';

await onCurrentNode(import.meta.url, async () => {
  const { kernels } = await import('./steps/kernels.mjs');
  await kernels();
  const { build } = await import('vite');
  const outDir = join(root, 'out', 'reference');
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
      // The worker's entry lies beside the experiments as it does beside main.
      rolldownOptions: {
        input: {
          reference: join(root, 'tests/reference/reference.ts'),
          'run-worker': join(root, 'src-engine/worker/entry.ts'),
        },
        output: { entryFileNames: '[name].js', chunkFileNames: 'shared-[name]-[hash].js' },
      },
    },
  });
  return passThrough(process.execPath, [join(outDir, 'reference.js'), ...process.argv.slice(2)]);
});
