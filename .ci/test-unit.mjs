/** `npm run test:unit -- ARGS`: Vitest under Node 24; integration tests run the built command line and kernels. */
import { onCurrentNode } from './bootstrap.mjs';
import { passThrough } from './lib/process.mjs';
import { vitestCommand } from './lib/vitest.mjs';

await onCurrentNode(import.meta.url, async () => {
  const { setUpHeadless } = await import('./setup.mjs');
  await setUpHeadless();
  const [command, ...rest] = vitestCommand(process.argv.slice(2));
  return passThrough(command, rest);
});
