/** `npm run torture -- ARGS`: bundles tests/torture/main.ts and sets it on the built command line. */
import { join } from 'node:path';
import { onCurrentNode } from './bootstrap.mjs';
import { root } from './lib/paths.mjs';
import { passThrough } from './lib/process.mjs';

await onCurrentNode(import.meta.url, async () => {
  const { setUpHeadless } = await import('./setup.mjs');
  await setUpHeadless();
  const { build } = await import('vite');
  const outDir = join(root, 'out', 'torture');
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
      rolldownOptions: {
        input: { torture: join(root, 'tests/torture/main.ts') },
        output: { entryFileNames: '[name].js' },
      },
    },
  });
  const cli = join(root, 'out', 'main', 'cli.js');
  return passThrough(process.execPath, [join(outDir, 'torture.js'), '--cli', cli, ...process.argv.slice(2)]);
});
