/**
 * First lines of every script here: the npm packages are there, Node 24 is first on the PATH,
 * and the script goes on under Node 24. Needs only Node 20 and npm.
 */
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { nodeModules } from './lib/paths.mjs';
import { passThrough } from './lib/process.mjs';
import { runScript } from './lib/say.mjs';
import { dependencies } from './steps/dependencies.mjs';
import { isNewEnough, node } from './steps/node.mjs';

/**
 * Runs `main` under Node 24, in a second process when this one is older.
 * @param {string} scriptUrl `import.meta.url` of the calling script
 * @param {() => Promise<number | void>} main resolves to the exit code
 */
export function onCurrentNode(scriptUrl, main) {
  return runScript(async () => {
    await dependencies();
    const runtime = await node();
    process.env.PATH = [join(nodeModules, '.bin'), dirname(runtime), process.env.PATH].join(delimiter);
    if (runtime === process.execPath || isNewEnough()) return main();
    return passThrough(runtime, [fileURLToPath(scriptUrl), ...process.argv.slice(2)]);
  });
}
