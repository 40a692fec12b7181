/** The packaged application in `dist/`, with the Electron that set-up found. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { nodeModules, root } from '../lib/paths.mjs';
import { mustRun } from '../lib/process.mjs';
import { say } from '../lib/say.mjs';
import { hashOf, readStamp, writeWhole } from '../lib/stamp.mjs';
import { setUpApp } from '../setup.mjs';

const stampFile = join(root, 'dist', '.stamp');

export async function pack({ installers, e2e }) {
  const { folder, version } = await setUpApp();
  const bundles = ['main', 'preload', 'renderer'].map((name) => join('out', name));
  const files = [...bundles, 'resources', 'electron-builder.yml', 'package.json', 'package-lock.json'];
  const inputs = hashOf(files, {
    ignore: (path) => path.endsWith('.lock'),
    extra: `${version} ${e2e} ${installers}`,
  });
  if (existsSync(join(root, 'dist')) && readStamp(stampFile) === inputs) return;
  say(`Packing the app with Electron ${version} …`);
  const cli = join(nodeModules, 'electron-builder', 'cli.js');
  const args = [
    ...(installers ? [] : ['--dir']),
    '--publish=never',
    `-c.electronVersion=${version}`,
    `-c.electronDist=${folder}`,
    `-c.electronFuses.enableNodeCliInspectArguments=${e2e}`,
  ];
  await mustRun('Packing the app', process.execPath, [cli, ...args]);
  writeWhole(stampFile, inputs);
  say(`The app is in ${join(root, 'dist')}.`);
}
