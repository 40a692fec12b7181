/**
 * Makes the project ready to run, doing only what is not done yet: its functions for the scripts beside this one,
 * started by itself for everything at once.
 */
import { realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { onCurrentNode } from './bootstrap.mjs';
import { build } from './steps/build.mjs';
import { electron } from './steps/electron.mjs';
import { kernels } from './steps/kernels.mjs';
import { sqlite } from './steps/sqlite.mjs';
import { systemLibraries, virtualDisplay } from './steps/system-libraries.mjs';

/** What a run without a window needs: the kernels and the bundle of main. */
export async function setUpHeadless() {
  await kernels();
  await build(['main']);
}

/**
 * What the app in its window needs. Independent chains go side by side: a first compilation takes a minute.
 * @returns the runtime: its folder, executable and version
 */
export async function setUpApp({ withBundles = true } = {}) {
  const runtime = electron().then(async (found) => {
    await systemLibraries(found.executable);
    await sqlite(found.version);
    return found;
  });
  const sources = kernels().then(() => (withBundles ? build() : undefined));
  const [found] = await Promise.all([runtime, sources]);
  return found;
}

if (realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  await onCurrentNode(import.meta.url, async () => {
    await setUpApp();
    await virtualDisplay();
  });
}
