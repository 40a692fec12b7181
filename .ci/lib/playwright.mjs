/** The command line of the end-to-end tests. */
import { join } from 'node:path';
import { virtualDisplay } from '../steps/system-libraries.mjs';
import { nodeModules } from './paths.mjs';

/** @returns {Promise<string[]>} command and arguments */
export async function playwrightCommand(args) {
  const cli = join(nodeModules, '@playwright', 'test', 'cli.js');
  const test = [process.execPath, cli, 'test', '--config', 'tests/e2e/playwright.config.ts'];
  return [...(await virtualDisplay()), ...test, ...args];
}
