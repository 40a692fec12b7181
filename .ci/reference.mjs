/** `npm run reference -- ARGS`: bundles tests/reference/reference.ts and runs it under plain Node. */
import { join } from 'node:path';
import { onCurrentNode } from './bootstrap.mjs';
import { bundle } from './lib/bundle.mjs';
import { passThrough } from './lib/process.mjs';

await onCurrentNode(import.meta.url, async () => {
  const { kernels } = await import('./steps/kernels.mjs');
  await kernels();
  const folder = await bundle('reference', {
    reference: 'tests/reference/reference.ts',
    'run-worker': 'src-engine/worker/entry.ts',
  });
  return passThrough(process.execPath, [join(folder, 'reference.js'), ...process.argv.slice(2)]);
});
