/** Handlers of the calls about the app itself. */
import { availableParallelism } from 'node:os';
import { app, clipboard, nativeTheme, shell, type BrowserWindow } from 'electron';
import type { KernelChoice } from '../../src-engine';
import { askWhereToSave } from '../app/save-dialog';
import { changeSettings, readSettings } from '../app/settings';
import type { app as appContract, Settings } from '../contract/app';
import type { Handlers } from '../contract/define';
import { writeWhole } from '../export/write-whole';
import type { Lab } from '../lab';

/** @param readOnly why the lab is open for reading alone; null otherwise */
export function appHandlers(
  lab: Lab,
  readOnly: string | null,
  kernels: () => Promise<KernelChoice>,
  window: () => BrowserWindow | null,
): Handlers<typeof appContract> {
  return {
    info: async () => {
      const { name, measured } = await kernels();
      return {
        version: app.getVersion(),
        electron: process.versions.electron,
        chromium: process.versions.chrome,
        node: process.versions.node,
        platform: `${process.platform} ${process.arch}`,
        kernels: name,
        kernelSpeeds: [...measured],
        cores: availableParallelism(),
        readOnly,
      };
    },
    settings: () => readSettings(lab.settings),
    changeSettings(change) {
      const settings = changeSettings(lab.settings, change);
      applyTheme(settings);
      lab.supervisor.fillSlots();
      return settings;
    },
    async saveFile({ suggestedName, content }) {
      const file = await askWhereToSave(window(), suggestedName);
      return file === null ? null : await writeWhole(file, content);
    },
    async copyText({ text }) {
      await clipboard.writeText(text);
    },
    async showDataFolder() {
      await shell.openPath(lab.dataDir);
    },
  };
}

/** The page follows through `prefers-color-scheme`. */
export function applyTheme({ theme }: Settings): void {
  nativeTheme.themeSource = theme;
}
