/** Composition root of the window: Electron, the lab or what keeps it from opening, and an end in good order. */
import { join } from 'node:path';
import { app, dialog, protocol, session, shell, type BrowserWindow, type WebContents } from 'electron';
import type { KernelChoice } from '../src-engine';
import { Arrivals, bundleArguments } from './app/arrivals';
import { dataArgument, defaultDataDir, profileFolder } from './app/data-folder';
import { LabHost, type HostState } from './app/lab-host';
import { labThreads } from './app/lab-threads';
import { openLog } from './app/log';
import { focusWindow, setMenu } from './app/menu';
import { createProtocolHandler, PAGE_URL, RECOVERY_URL, SCHEME } from './app/protocol';
import { decoderEntry, readKernels, rendererDir, resourcesDir, runWorkerEntry } from './app/resources';
import { isPage, restrictContents, restrictSession } from './app/security';
import { readSettings } from './app/settings';
import { utilityDecoder } from './app/utility-decoder';
import { vectorFlags } from './app/vector-flags';
import { createWindow } from './app/window';
import { contract } from './contract';
import { AppError } from './contract/errors';
import { explainWriting } from './db/trouble';
import { applyTheme } from './ipc/app';
import { recoveryHandlers } from './ipc/recovery';
import { register } from './ipc/register';
import { serveLab, serveLater, serveNothing, type ServeParts } from './ipc/serve';
import { send } from './ipc/streams';
import { openLab, type Lab } from './lab';
import { describeKernels } from './training/trainer';
import { stackOf } from './stack-of';

const dataDir = dataArgument(process.argv) ?? defaultDataDir(process.platform, process.env);
const devUrl = app.isPackaged ? null : (process.env['ELECTRON_RENDERER_URL'] ?? null);
const devOrigin = devUrl === null ? null : new URL(devUrl).origin;

app.setName('Simplecell');
const profile = profileFolder(dataDir);
// The single-instance lock is one per userData, hence one per data folder.
app.setPath('userData', profile);
app.setPath('sessionData', join(profile, 'browser'));
// With --no-sandbox (root on Linux, and nothing else) every helper process would refuse to start instead.
if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();
// The page's kernels are two to three times as fast with them; where they are not, its workers find that out and do without.
app.commandLine.appendSwitch('js-flags', vectorFlags(process.versions.v8).join(' '));
protocol.registerSchemesAsPrivileged([
  { scheme: SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true } },
]);
const log = openLog(dataDir);

let window: BrowserWindow | null = null;
/** The one that is open now; none before the start. */
let openedLab: () => Lab | null = () => null;
const page = (): WebContents | null => window?.webContents ?? null;

process.on('unhandledRejection', tellFailure);
process.on('uncaughtException', tellFailure);

let arrivedSeq = 0;
const arrivals = new Arrivals({
  lab: () => openedLab(),
  log,
  arrived: () => send(page(), 'bundles', 'arrived', { seq: ++arrivedSeq }),
});

if (app.requestSingleInstanceLock()) {
  restrictContents(devOrigin);
  // macOS says it before the app is ready, other systems by an argument.
  app.on('open-file', (event, path) => {
    event.preventDefault();
    arrivals.add([path]);
  });
  arrivals.add(bundleArguments(process.argv.slice(1), process.cwd()));
  void app.whenReady().then(start).catch(giveUp);
} else {
  app.quit();
}

async function start(): Promise<void> {
  // Before anything is awaited: a session asks for a spelling dictionary soon after it is made.
  restrictSession(session.defaultSession, devOrigin);
  const kernels = await readKernels();
  const host = new LabHost({
    dataDir,
    openLab: (readOnly) => openHere(kernels, readOnly),
    log,
    changed: show,
    closing: () => serve(() => serveLater(parts)),
  });
  openedLab = () => host.lab;
  // Asked for seldom, so it is found out when it is first asked for.
  let kernelChoice: Promise<KernelChoice> | null = null;
  const parts: ServeParts = {
    host,
    arrivals,
    window: () => window,
    kernels: () => (kernelChoice ??= describeKernels(runWorkerEntry(), kernels)),
    isTrusted: (event) =>
      event.senderFrame !== null &&
      event.senderFrame === page()?.mainFrame &&
      isPage(event.senderFrame.url, devOrigin),
    log,
  };
  let endServing = (): void => undefined;
  function serve(begin: () => () => void): void {
    endServing();
    endServing = begin();
  }

  /** The lab's own page, or the one with the ways out. */
  function show(state: HostState): void {
    const { lab } = state;
    if (lab === null) serve(() => serveNothing(parts));
    else {
      serve(() => serveLab(lab, state.readOnly, parts));
      applyTheme(readSettings(lab.settings));
      if (!lab.readOnly) beginChores(lab);
      arrivals.goOn();
    }
    void window?.loadURL(address());
  }
  function address(): string {
    if (host.lab === null) return devUrl === null ? RECOVERY_URL : new URL('recovery.html', devUrl).href;
    return devUrl ?? PAGE_URL;
  }
  const picture = async (itemId: number) => (await host.lab?.datasets.picture(itemId)) ?? null;
  protocol.handle(SCHEME, createProtocolHandler({ pageDir: rendererDir(), picture, log }));
  register('recovery', contract.recovery, recoveryHandlers(host, dataDir, parts.window), parts);
  setMenu(
    {
      send: (command) => send(page(), 'app', 'menu', { command }),
      showDataFolder: () => void shell.openPath(dataDir),
    },
    !app.isPackaged,
  );

  const writable = () => (host.lab === null || host.lab.readOnly ? null : host.lab.settings);
  const open = (): void => {
    window = createWindow(address(), writable);
    window.on('closed', () => (window = null));
  };
  // While a lab is opened for the first time, its window is on its way: whoever asks again would get a second one.
  let hasOpened = false;
  const bringUp = (): void => {
    if (window !== null) focusWindow(window);
    else if (hasOpened) open();
  };
  app.on('second-instance', (_event, argv, folder) => {
    bringUp();
    arrivals.add(bundleArguments(argv.slice(1), folder));
  });
  app.on('activate', () => {
    if (window === null) bringUp();
  });
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit();
  });
  quitInGoodOrder(host);
  await host.open();
  hasOpened = true;
  open();
}

/** The lab of this data folder, with the threads and processes of the app. */
function openHere(kernels: Uint8Array | null, readOnly: boolean): Promise<Lab> {
  return openLab({
    dataDir,
    resourcesDir: resourcesDir(),
    launchDecoder: utilityDecoder(decoderEntry()),
    ...labThreads(kernels),
    log,
    readOnly,
  });
}

/** What a lab does without being asked, and without anybody waiting for it. */
function beginChores(lab: Awaited<ReturnType<typeof openLab>>): void {
  // The built-in sets are there to be opened from the first minute on.
  lab.samples.ensureAll().catch((error: unknown) => log(`built-in sets: ${String(error)}`));
  lab.backups.keepDaily();
}

/** Workers and imports put down what they have before the process goes. */
function quitInGoodOrder(host: LabHost): void {
  let isClosing = false;
  app.on('will-quit', (event) => {
    event.preventDefault();
    if (isClosing) return;
    isClosing = true;
    host
      .close()
      .catch((error: unknown) => log(`closing: ${String(error)}`))
      // Not quit(): Electron ignores one that comes while it is still asking about the last one.
      .finally(() => app.exit(0));
  });
  process.on('SIGTERM', () => app.quit());
  process.on('SIGINT', () => app.quit());
}

/** An error that nobody caught: the app goes on, and the user hears of it. */
function tellFailure(error: unknown): void {
  log(`unexpected: ${stackOf(error)}`);
  const known = error instanceof AppError ? error : explainWriting(error);
  const message =
    known?.message ??
    `Something went wrong inside Simplecell: ${String(error)}. What is saved is safe; the details are in simplecell.log in the data folder.`;
  send(page(), 'app', 'failure', { message });
}

/** R3: never a silent exit, even when there can be no window. */
function giveUp(error: unknown): void {
  log(`start: ${stackOf(error)}`);
  dialog.showErrorBox(
    'Simplecell cannot start',
    `Something unexpected went wrong: ${String(error)}\n\nThe log is ${join(dataDir, 'simplecell.log')}.`,
  );
  app.exit(1);
}
