/** Handlers of models from elsewhere: the file is chosen or dropped here, and the page knows a token alone (S10). */
import type { BrowserWindow } from 'electron';
import { askWhatToOpen } from '../app/open-dialog';
import type { Handlers } from '../contract/define';
import type { modelImports } from '../contract/model-imports';
import type { Lab } from '../lab';

/** For the dialog alone: what a file is, is found out from its bytes. */
const filters = [
  { name: 'Models and bundles', extensions: ['onnx', 'json', 'safetensors', 'npz', 'simplecell'] },
  { name: 'All files', extensions: ['*'] },
];

export function modelImportHandlers(
  lab: Lab,
  window: () => BrowserWindow | null,
): Handlers<typeof modelImports> {
  return {
    async choose() {
      const path = await askWhatToOpen(window(), {
        title: 'Open a model or bundle',
        properties: ['openFile'],
        filters,
      });
      return path === null ? null : lab.modelImports.inspect(path);
    },
    dropped: (paths) => lab.modelImports.inspectDropped(paths),
    async importModel({ token, datasetId, name }) {
      const { runId } = await lab.modelImports.import(token, datasetId, name);
      return { runId };
    },
    async openBundle({ token }) {
      const { runId, datasetId } = await lab.modelImports.openBundle(token);
      return { runId, datasetId };
    },
  };
}
