/** Handlers of the window that comes up when the lab cannot be opened. */
import { app, shell, type BrowserWindow } from 'electron';
import { withDataArgument } from '../app/data-folder';
import type { LabHost } from '../app/lab-host';
import { askWhatToOpen } from '../app/open-dialog';
import type { Handlers } from '../contract/define';
import type { recovery } from '../contract/recovery';

export function recoveryHandlers(
  host: LabHost,
  dataDir: string,
  window: () => BrowserWindow | null,
): Handlers<typeof recovery> {
  return {
    trouble: () => host.trouble,
    tryAgain: () => whenInTrouble(host, () => host.open()),
    restore: ({ backupId }) => whenInTrouble(host, () => host.restore(backupId)),
    startEmpty: () => host.startEmpty(),
    look: () => whenInTrouble(host, () => host.look()),
    async chooseFolder() {
      const folder = await askWhatToOpen(window(), {
        title: 'Choose a data folder',
        properties: ['openDirectory', 'createDirectory'],
      });
      if (folder === null) return;
      // The window's own profile and the lock of the app belong to a folder, so it takes a new process.
      app.relaunch({ args: withDataArgument(process.argv.slice(1), folder) });
      app.quit();
    },
    async showFolder() {
      await shell.openPath(dataDir);
    },
    quit: () => app.quit(),
  };
}

/** A lab that is open has no need of a way out. */
async function whenInTrouble(host: LabHost, work: () => Promise<void>): Promise<void> {
  if (host.trouble !== null) await work();
}
