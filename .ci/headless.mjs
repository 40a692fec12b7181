/** `npm run --silent headless -- ARGS`: the command line of the lab, always from the current sources. */
import { join } from 'node:path';
import { onCurrentNode } from './bootstrap.mjs';
import { root } from './lib/paths.mjs';
import { passThrough } from './lib/process.mjs';

await onCurrentNode(import.meta.url, async () => {
  const { setUpHeadless } = await import('./setup.mjs');
  await setUpHeadless();
  // npm changes into the project; paths in the arguments are meant from where the person is.
  const cwd = process.env.INIT_CWD ?? process.cwd();
  return passThrough(process.execPath, [join(root, 'out', 'main', 'cli.js'), ...process.argv.slice(2)], {
    cwd,
  });
});
