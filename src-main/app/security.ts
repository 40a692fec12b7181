/** What the window may not do: leave the app, reach the network, ask for permissions, open anything outside. */
import { app, shell, type Session, type WebContents } from 'electron';
import { PAGE_ORIGIN, SCHEME } from './protocol';

/** S7: whole https addresses, nothing computed. Empty until a view has a link that leads out. */
const EXTERNAL: ReadonlySet<string> = new Set();

/** @param devOrigin origin of the development server, null in every built app */
export function restrictSession(session: Session, devOrigin: string | null): void {
  session.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
  // S4: whatever is not ours is cancelled, whoever asks.
  session.webRequest.onBeforeRequest((details, answer) => {
    answer({ cancel: !isAllowed(details.url, devOrigin) });
  });
  session.setSpellCheckerEnabled(false);
  // Switched off, it would still fetch a dictionary for each of its languages.
  session.setSpellCheckerLanguages([]);
}

/** For every web contents there will ever be (S5, S7). */
export function restrictContents(devOrigin: string | null): void {
  app.on('web-contents-created', (_event, contents) => restrictOne(contents, devOrigin));
}

function restrictOne(contents: WebContents, devOrigin: string | null): void {
  const keepInside = (event: Electron.Event<{ url: string }>): void => {
    if (!isPage(event.url, devOrigin)) event.preventDefault();
  };
  contents.on('will-navigate', keepInside);
  contents.on('will-redirect', keepInside);
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(({ url }) => {
    if (EXTERNAL.has(url)) void shell.openExternal(url);
    return { action: 'deny' };
  });
}

/** Whether an address is the app's page; the sender check of every IPC call. */
export function isPage(url: string, devOrigin: string | null): boolean {
  if (url === PAGE_ORIGIN || url.startsWith(`${PAGE_ORIGIN}/`)) return true;
  return devOrigin !== null && (url === devOrigin || url.startsWith(`${devOrigin}/`));
}

function isAllowed(url: string, devOrigin: string | null): boolean {
  if (url.startsWith(`${SCHEME}://`) || url.startsWith('blob:') || url.startsWith('data:')) return true;
  if (url.startsWith('devtools://')) return true;
  if (devOrigin === null) return false;
  return isPage(url, devOrigin) || url.startsWith(`${devOrigin.replace(/^http/, 'ws')}/`);
}
