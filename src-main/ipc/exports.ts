/** Handlers of exports: the place is asked for here, and the page learns names alone (S10). */
import { shell, type BrowserWindow } from 'electron';
import { askWhereToSave } from '../app/save-dialog';
import type { Handlers } from '../contract/define';
import type { exports } from '../contract/exports';
import type { Lab } from '../lab';

export function exportHandlers(lab: Lab, window: () => BrowserWindow | null): Handlers<typeof exports> {
  return {
    offer: ({ runId }) => lab.exports.offer(runId),
    async write(request) {
      const { runId, format } = request;
      const file = await askWhereToSave(window(), lab.exports.suggestedName(runId, format));
      return file === null ? null : await lab.exports.write(request, file);
    },
    cancel: ({ token }) => lab.exports.cancel(token),
    showInFolder: ({ id }) => shell.showItemInFolder(lab.exports.fileOf(id)),
  };
}
