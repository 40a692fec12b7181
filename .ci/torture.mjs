/** `npm run torture -- ARGS`: bundles tests/torture/main.ts and sets it on the built command line. */
import { join } from 'node:path';
import { onCurrentNode } from './bootstrap.mjs';
import { bundle } from './lib/bundle.mjs';
import { root } from './lib/paths.mjs';
import { passThrough } from './lib/process.mjs';

await onCurrentNode(import.meta.url, async () => {
  const { setUpHeadless } = await import('./setup.mjs');
  await setUpHeadless();
  const folder = await bundle('torture', { torture: 'tests/torture/main.ts' });
  const cli = join(root, 'out', 'main', 'cli.js');
  return passThrough(process.execPath, [join(folder, 'torture.js'), '--cli', cli, ...process.argv.slice(2)]);
});
