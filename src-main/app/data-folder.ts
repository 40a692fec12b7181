/** Where the lab keeps its data: the same folder for the window and the command line. */
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
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

/** The arguments with another data folder in them. */
export function withDataArgument(args: readonly string[], folder: string): string[] {
  const others = args.filter(
    (argument, index) =>
      !argument.startsWith('--data=') && argument !== '--data' && args[index - 1] !== '--data',
  );
  return [...others, `--data=${folder}`];
}

/**
 * Where Chromium keeps what a window needs: the data folder, which is made if it is not there; where that cannot be written
 * to, a temporary folder, so that a window can say so.
 */
export function profileFolder(dataDir: string): string {
  const probe = join(dataDir, '.probe');
  try {
    mkdirSync(dataDir, { recursive: true });
    writeFileSync(probe, new Uint8Array(64 * 1024));
    rmSync(probe);
    return dataDir;
  } catch {
    if (existsSync(probe)) rmSync(probe);
    return mkdtempSync(join(tmpdir(), 'simplecell-profile-'));
  }
}
