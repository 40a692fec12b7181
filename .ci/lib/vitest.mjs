/** The command line of the unit and integration tests. */
import { join } from 'node:path';
import { nodeModules } from './paths.mjs';

/** @returns {string[]} command and arguments */
export function vitestCommand(args) {
  const cli = join(nodeModules, 'vitest', 'vitest.mjs');
  return [process.execPath, cli, 'run', '--config', 'tests/vitest.config.ts', ...args];
}
