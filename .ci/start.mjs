/** `npm start`: set-up, then the app; where there is no display, the same lab trains its first example without one. */
import { join } from 'node:path';
import { onCurrentNode } from './bootstrap.mjs';
import { root } from './lib/paths.mjs';
import { passThrough } from './lib/process.mjs';
import { say } from './lib/say.mjs';

await onCurrentNode(import.meta.url, async () => {
  const { setUpApp, setUpHeadless } = await import('./setup.mjs');
  const { hasNoDisplay } = await import('./steps/system-libraries.mjs');
  const extra = process.argv.slice(2);
  // npm changes into the project; paths in the arguments are meant from where the person is.
  const cwd = process.env.INIT_CWD ?? process.cwd();

  if (hasNoDisplay()) {
    say('There is no display here, so no window can open. Training the first example without one;');
    say('its filters will be in simplecell-filters.png. All commands: npm run --silent headless -- --help');
    await setUpHeadless();
    const cli = join(root, 'out', 'main', 'cli.js');
    const demo = ['demo', '--out', 'simplecell-filters.png'];
    return passThrough(process.execPath, [cli, ...demo, ...extra], { cwd });
  }

  const { executable } = await setUpApp();
  // Chromium refuses to run its sandbox as root.
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  return passThrough(executable, [root, ...sandbox, ...extra], { cwd });
});
