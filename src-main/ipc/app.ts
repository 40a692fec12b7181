/** Handlers of the calls about the app itself. */
import { availableParallelism } from 'node:os';
import { app, nativeTheme, shell } from 'electron';
import type { KernelChoice } from '../../src-engine';
import { changeSettings, readSettings } from '../app/settings';
import type { app as appContract, Settings } from '../contract/app';
import type { Handlers } from '../contract/define';
import type { Lab } from '../lab';

export function appHandlers(lab: Lab, kernels: () => Promise<KernelChoice>): Handlers<typeof appContract> {
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
      };
    },
    settings: () => readSettings(lab.settings),
    changeSettings(change) {
      const settings = changeSettings(lab.settings, change);
      applyTheme(settings);
      lab.supervisor.fillSlots();
      return settings;
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
