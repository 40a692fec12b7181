/** Handlers of the calls about what the lab keeps on disk. */
import type { LabHost } from '../app/lab-host';
import type { Handlers } from '../contract/define';
import type { storage } from '../contract/storage';
import type { Lab } from '../lab';

export function storageHandlers(lab: Lab, host: LabHost): Handlers<typeof storage> {
  return {
    usage: () => lab.storage.usage(),
    previewPrune: (rule) => lab.storage.previewPrune(rule),
    prune: (rule) => lab.storage.prune(rule),
    backups: () => lab.backups.folder.list(),
    backUpNow: () => lab.backups.make('manual'),
    removeBackup: ({ backupId }) => lab.backups.folder.remove(backupId),
    restore: ({ backupId }) => host.restore(backupId),
  };
}
