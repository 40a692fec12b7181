/** Where the lab keeps its data: the same folder for the window and the command line. */
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

const APP_NAME = 'Simplecell';

/** The folder that the system sets aside for the data of this app. */
export function defaultDataDir(platform: NodeJS.Platform, env: NodeJS.ProcessEnv): string {
  if (platform === 'win32') return join(env['APPDATA'] ?? join(homedir(), 'AppData', 'Roaming'), APP_NAME);
  if (platform === 'darwin') return join(homedir(), 'Library', 'Application Support', APP_NAME);
  const config = env['XDG_CONFIG_HOME'];
  return join(config === undefined || config === '' ? join(homedir(), '.config') : config, APP_NAME);
}

/** `--data DIR` or `--data=DIR` among the arguments of the app; null when it is not there. */
export function dataArgument(argv: readonly string[]): string | null {
  for (const [index, argument] of argv.entries()) {
    if (argument.startsWith('--data=')) return resolve(argument.slice('--data='.length));
    if (argument === '--data' && argv[index + 1] !== undefined) return resolve(argv[index + 1] ?? '');
  }
  return null;
}
