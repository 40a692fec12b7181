/** `npm run test:e2e -- ARGS`: Playwright in the real Electron, under a virtual display where there is none. */
import { onCurrentNode } from './bootstrap.mjs';
import { passThrough } from './lib/process.mjs';
import { playwrightCommand } from './lib/playwright.mjs';

await onCurrentNode(import.meta.url, async () => {
  const args = process.argv.slice(2);
  const { setUpApp } = await import('./setup.mjs');
  await setUpApp();
  // The packaged application is driven only when it is asked for: packing it takes a while.
  const asked = args.some((arg) => arg.startsWith('--project'));
  const [command, ...rest] = await playwrightCommand([...(asked ? [] : ['--project=app']), ...args]);
  return passThrough(command, rest);
});
