/** Called by electron-builder on the packed folder: takes out the part of Electron that starts foreign applications. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';

/** @param {{ appOutDir: string, packager: { getResourcesDir(folder: string): string } }} context */
export function afterPack({ packager, appOutDir }) {
  rmSync(join(packager.getResourcesDir(appOutDir), 'default_app.asar'), { force: true });
}
