/** The application menu: the views with their keys, and what every desktop app has. */
import { Menu, type BrowserWindow, type MenuItemConstructorOptions } from 'electron';
import type { app as appContract } from '../contract/app';
import type { PayloadOf } from '../contract/define';

export type MenuCommand = PayloadOf<(typeof appContract)['menu']>['command'];

export interface MenuActions {
  readonly send: (command: MenuCommand) => void;
  readonly showDataFolder: () => void;
}

export function setMenu(actions: MenuActions, isDevelopment: boolean): void {
  const isMac = process.platform === 'darwin';
  const view = (label: string, accelerator: string, command: MenuCommand): MenuItemConstructorOptions => ({
    label,
    accelerator,
    click: () => actions.send(command),
  });
  const template: MenuItemConstructorOptions[] = [
    ...(isMac ? [{ role: 'appMenu' } as const] : []),
    {
      label: '&File',
      submenu: [
        view('Import a folder …', 'CmdOrCtrl+O', 'import'),
        { label: 'Show the data folder', click: actions.showDataFolder },
        view('Settings', 'CmdOrCtrl+,', 'settings'),
        { type: 'separator' },
        { role: isMac ? 'close' : 'quit' },
      ],
    },
    { role: 'editMenu' },
    {
      label: '&Go',
      submenu: [
        view('Home', 'CmdOrCtrl+1', 'home'),
        view('Data', 'CmdOrCtrl+2', 'data'),
        view('Lab', 'CmdOrCtrl+3', 'lab'),
        view('Filters', 'CmdOrCtrl+4', 'filters'),
        view('Convolution', 'CmdOrCtrl+5', 'convolution'),
        view('Pooling', 'CmdOrCtrl+6', 'pooling'),
        view('Chain', 'CmdOrCtrl+7', 'chain'),
        view('Bench', 'CmdOrCtrl+8', 'bench'),
        view('Runs', 'CmdOrCtrl+9', 'runs'),
        // With Ctrl its number resets the zoom; the page takes the number alone.
        { label: 'Compare', click: () => actions.send('compare') },
      ],
    },
    {
      label: '&View',
      submenu: [
        // Reload is safe in mid-run: everything lives in main.
        { role: 'reload' },
        ...(isDevelopment ? [{ role: 'toggleDevTools' } as const] : []),
        { type: 'separator' },
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        { type: 'separator' },
        { role: 'togglefullscreen' },
      ],
    },
    { role: 'windowMenu' },
    { role: 'help', submenu: [{ label: 'About Simplecell', click: () => actions.send('about') }] },
  ];
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));
}

/** Brings the window to the front, e.g. when a second instance was started (R4). */
export function focusWindow(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
}
