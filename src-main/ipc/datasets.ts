/** Handlers of the data set calls. */
import type { BrowserWindow } from 'electron';
import { askWhatToOpen } from '../app/open-dialog';
import type { datasets } from '../contract/datasets';
import type { Handlers } from '../contract/define';
import type { Roots } from '../datasets/roots';
import type { Lab } from '../lab';

export function datasetHandlers(
  lab: Lab,
  roots: Roots,
  window: () => BrowserWindow | null,
): Handlers<typeof datasets> {
  return {
    list: () => lab.datasets.list(),
    get: ({ datasetId }) => lab.datasets.get(datasetId),
    items: (query) => lab.datasets.items(query),
    dropped: (paths) => roots.registerAll(paths),
    async chooseFolder() {
      const path = await askWhatToOpen(window(), {
        title: 'Import a folder of pictures',
        properties: ['openDirectory'],
      });
      return path === null ? null : roots.register(path);
    },
    import({ rootId, options }) {
      const { datasetId } = lab.importer.start(roots.path(rootId), options);
      return { datasetId };
    },
    cancelImport: ({ datasetId }) => lab.importer.cancel(datasetId),
    remove: ({ datasetId }) => lab.datasets.remove(datasetId),
  };
}
