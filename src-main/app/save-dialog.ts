/** Asks the user where a file shall go: the only way in which a place to write to is chosen (S10). */
import { extname, join } from 'node:path';
import { app, dialog, type BrowserWindow, type SaveDialogOptions } from 'electron';

const kinds: Readonly<Record<string, string>> = {
  csv: 'Comma-separated values',
  html: 'Page',
  json: 'JSON',
  simplecell: 'Simplecell bundle',
  png: 'PNG picture',
  gif: 'Animated GIF',
  webp: 'Animated WebP',
  zip: 'Zip archive',
  onnx: 'ONNX model',
  npz: 'NumPy arrays',
  safetensors: 'safetensors',
  py: 'Python source',
};

/**
 * The path the user chose, with the ending of the suggested name; null when the dialog was closed. A name without an ending is
 * that of a folder to be made.
 * @param parent the window the dialog belongs to
 */
export async function askWhereToSave(
  parent: BrowserWindow | null,
  suggestedName: string,
): Promise<string | null> {
  const ending = extname(suggestedName).slice(1);
  const options: SaveDialogOptions = {
    title: 'Save',
    defaultPath: join(app.getPath('documents'), suggestedName),
    filters: ending === '' ? [] : [{ name: kinds[ending] ?? ending.toUpperCase(), extensions: [ending] }],
    properties: ['createDirectory', 'showOverwriteConfirmation'],
  };
  const { canceled, filePath } = await (parent === null
    ? dialog.showSaveDialog(options)
    : dialog.showSaveDialog(parent, options));
  if (canceled || filePath === '') return null;
  return ending !== '' && extname(filePath) === '' ? `${filePath}.${ending}` : filePath;
}
