/** Handlers of the calls for single pictures. */
import type { BrowserWindow } from 'electron';
import { askWhatToOpen } from '../app/open-dialog';
import type { Handlers } from '../contract/define';
import { AppError } from '../contract/errors';
import { LARGEST_SIDE_PX, type pictures } from '../contract/pictures';
import type { Lab } from '../lab';

/** For the dialog alone: what a file is, the decoder finds out from its bytes. */
const EXTENSIONS = ['jpg', 'jpeg', 'png', 'webp', 'tif', 'tiff', 'gif', 'avif'];

export function pictureHandlers(lab: Lab, window: () => BrowserWindow | null): Handlers<typeof pictures> {
  return {
    ofItem: ({ itemId }) => lab.pictures.ofItem(itemId),
    original: ({ itemId, maxSidePx }) => lab.pictures.original(itemId, maxSidePx),
    dropped(paths) {
      // A File that was made in the page, rather than dropped, has no path.
      const path = paths.find((one) => one !== '');
      if (path === undefined) {
        throw new AppError(
          'validation',
          'What was dropped is not a file of this machine. Drop a picture file from the file manager.',
        );
      }
      return lab.pictures.open(path, LARGEST_SIDE_PX);
    },
    async choose() {
      const path = await askWhatToOpen(window(), {
        title: 'Open a picture',
        properties: ['openFile'],
        filters: [{ name: 'Pictures', extensions: EXTENSIONS }],
      });
      return path === null ? null : lab.pictures.open(path, LARGEST_SIDE_PX);
    },
  };
}
