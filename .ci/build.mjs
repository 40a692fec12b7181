/** `npm run build` and `npm run build:kernels`: bring the results up to date, nothing more. */
import { onCurrentNode } from './bootstrap.mjs';

await onCurrentNode(import.meta.url, async () => {
  const { kernels } = await import('./steps/kernels.mjs');
  await kernels();
  if (process.argv.includes('--kernels')) return;
  const { build } = await import('./steps/build.mjs');
  await build();
});
