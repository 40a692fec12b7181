/** Handlers of the data set calls. */
import { dialog, type BrowserWindow } from 'electron';
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
      const parent = window();
      const options = { title: 'Import a folder of pictures', properties: ['openDirectory' as const] };
      const { filePaths } = await (parent === null
        ? dialog.showOpenDialog(options)
        : dialog.showOpenDialog(parent, options));
      const [path] = filePaths;
      return path === undefined ? null : roots.register(path);
    },
    import({ rootId, options }) {
      const { datasetId } = lab.importer.start(roots.path(rootId), options);
      return { datasetId };
    },
    cancelImport: ({ datasetId }) => lab.importer.cancel(datasetId),
    remove: ({ datasetId }) => lab.datasets.remove(datasetId),
  };
}
