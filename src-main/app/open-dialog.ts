/** Asks the user for a file or a folder to read: beside dropped ones the only way in which such a path is chosen (S10). */
import { dialog, type BrowserWindow, type OpenDialogOptions } from 'electron';

/**
 * The path the user chose; null when the dialog was closed.
 * @param parent the window the dialog belongs to
 */
export async function askWhatToOpen(
  parent: BrowserWindow | null,
  options: OpenDialogOptions,
): Promise<string | null> {
  const { filePaths } = await (parent === null
    ? dialog.showOpenDialog(options)
    : dialog.showOpenDialog(parent, options));
  return filePaths[0] ?? null;
}
