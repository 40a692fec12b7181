/** `npm run dev`: the app with hot reload of its page. */
import { join } from 'node:path';
import { onCurrentNode } from './bootstrap.mjs';
import { nodeModules } from './lib/paths.mjs';
import { passThrough } from './lib/process.mjs';
import { SetupError } from './lib/say.mjs';

await onCurrentNode(import.meta.url, async () => {
  const { setUpApp } = await import('./setup.mjs');
  const { forgetBuilds } = await import('./steps/build.mjs');
  const { hasNoDisplay } = await import('./steps/system-libraries.mjs');
  if (hasNoDisplay()) throw new SetupError('npm run dev opens a window, and there is no display here.');
  await setUpApp({ withBundles: false });
  // The development server writes its own bundles into out/.
  forgetBuilds();
  const cli = join(nodeModules, 'electron-vite', 'bin', 'electron-vite.js');
  const sandbox = process.getuid?.() === 0 ? ['--noSandbox'] : [];
  return passThrough(process.execPath, [cli, 'dev', '--watch', ...sandbox, ...process.argv.slice(2)]);
});
