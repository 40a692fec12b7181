/** The one window: how it is made, where it was last time, and what it may not do. */
import { BrowserWindow, nativeTheme, screen } from 'electron';
import { z } from 'zod';
import type { SettingsRepository } from '../db/settings-repository';
import { preloadFile } from './resources';

const KEY = 'window';
const stateSchema = z.object({
  x: z.number(),
  y: z.number(),
  width: z.number(),
  height: z.number(),
  isMaximized: z.boolean(),
});
type WindowState = z.infer<typeof stateSchema>;

const MIN_WIDTH = 960;
const MIN_HEIGHT = 640;
/** The page's own ground, so that nothing flashes before it is drawn. */
const BACKGROUND = { dark: '#0f1214', light: '#f2f3f1' };

/**
 * @param url the page
 * @param settings those of the lab that is open; null while there is none, or nothing may be written
 */
export function createWindow(url: string, settings: () => SettingsRepository | null): BrowserWindow {
  const state = restoredState(settings());
  const window = new BrowserWindow({
    ...(state === null
      ? { width: 1440, height: 900 }
      : { x: state.x, y: state.y, width: state.width, height: state.height }),
    minWidth: MIN_WIDTH,
    minHeight: MIN_HEIGHT,
    show: false,
    title: 'Simplecell',
    backgroundColor: nativeTheme.shouldUseDarkColors ? BACKGROUND.dark : BACKGROUND.light,
    autoHideMenuBar: true,
    webPreferences: {
      preload: preloadFile(),
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      spellcheck: false,
    },
  });
  if (state?.isMaximized === true) window.maximize();
  window.once('ready-to-show', () => window.show());
  window.on('close', () => settings()?.write(KEY, stateOf(window)));
  void window.loadURL(url);
  return window;
}

function stateOf(window: BrowserWindow): WindowState {
  return { ...window.getNormalBounds(), isMaximized: window.isMaximized() };
}

/** Null when there is none, or when the screen it was on is gone. */
function restoredState(settings: SettingsRepository | null): WindowState | null {
  const stored = stateSchema.safeParse(settings?.read(KEY));
  if (!stored.success) return null;
  const { x, y, width, height } = stored.data;
  const { workArea } = screen.getDisplayMatching({ x, y, width, height });
  const isVisible =
    x < workArea.x + workArea.width - 80 &&
    x + width > workArea.x + 80 &&
    y >= workArea.y - 10 &&
    y < workArea.y + workArea.height - 80;
  return isVisible ? stored.data : null;
}
