/** Composition root of the window: Electron, the lab, the contract's handlers, and an end in good order. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { app, dialog, protocol, session, shell, type BrowserWindow, type WebContents } from 'electron';
import type { KernelChoice } from '../src-engine';
import { dataArgument, defaultDataDir } from './app/data-folder';
import { openLog } from './app/log';
import { focusWindow, setMenu } from './app/menu';
import { createProtocolHandler, PAGE_URL, SCHEME } from './app/protocol';
import {
  decoderEntry,
  exportWorkerEntry,
  readKernels,
  rendererDir,
  resourcesDir,
  runWorkerEntry,
} from './app/resources';
import { isPage, restrictContents, restrictSession } from './app/security';
import { readSettings } from './app/settings';
import { utilityDecoder } from './app/utility-decoder';
import { createWindow } from './app/window';
import { contract } from './contract';
import { AppError } from './contract/errors';
import { Roots } from './datasets/roots';
import { workerExporter } from './export/exporter';
import { appHandlers, applyTheme } from './ipc/app';
import { datasetHandlers } from './ipc/datasets';
import { exportHandlers } from './ipc/exports';
import { inspectHandlers } from './ipc/inspect';
import { pictureHandlers } from './ipc/pictures';
import { register } from './ipc/register';
import { runHandlers } from './ipc/runs';
import { connectStreams, send } from './ipc/streams';
import { workerInspector } from './inspect/inspector';
import { openLab, type Lab } from './lab';
import { workerGradientCheck } from './training/gradient-check';
import { describeKernels, workerTrainer } from './training/trainer';

const dataDir = dataArgument(process.argv) ?? defaultDataDir(process.platform, process.env);
const devUrl = app.isPackaged ? null : (process.env['ELECTRON_RENDERER_URL'] ?? null);
const devOrigin = devUrl === null ? null : new URL(devUrl).origin;

app.setName('Simplecell');
mkdirSync(dataDir, { recursive: true });
// The single-instance lock is one per userData, hence one per data folder.
app.setPath('userData', dataDir);
app.setPath('sessionData', join(dataDir, 'browser'));
// With --no-sandbox (root on Linux, and nothing else) every helper process would refuse to start instead.
if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();
// The page's kernels are up to twice as fast with it; where they are not, its worker finds that out and does without.
app.commandLine.appendSwitch('js-flags', '--experimental-wasm-revectorize');
protocol.registerSchemesAsPrivileged([
  { scheme: SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true } },
]);
const log = openLog(dataDir);

process.on('unhandledRejection', (reason) => {
  log(`unhandled: ${reason instanceof Error ? (reason.stack ?? reason.message) : String(reason)}`);
});

if (app.requestSingleInstanceLock()) {
  restrictContents(devOrigin);
  void app.whenReady().then(start).catch(giveUp);
} else {
  app.quit();
}

async function start(): Promise<void> {
  // Before anything is awaited: a session asks for a spelling dictionary soon after it is made.
  restrictSession(session.defaultSession, devOrigin);
  const kernels = await readKernels();
  const lab = await openLab({
    dataDir,
    resourcesDir: resourcesDir(),
    launchDecoder: utilityDecoder(decoderEntry()),
    startTrainer: workerTrainer(runWorkerEntry(), kernels),
    checkGradients: workerGradientCheck(runWorkerEntry()),
    startInspector: workerInspector(runWorkerEntry(), kernels),
    startExporter: workerExporter(exportWorkerEntry()),
    log,
  });
  let window: BrowserWindow | null = null;
  const page = (): WebContents | null => window?.webContents ?? null;
  const options = {
    isTrusted: (event: Electron.IpcMainInvokeEvent) =>
      event.senderFrame !== null &&
      event.senderFrame === page()?.mainFrame &&
      isPage(event.senderFrame.url, devOrigin),
    log,
  };
  applyTheme(readSettings(lab.settings));
  const picture = (itemId: number) => lab.datasets.picture(itemId);
  protocol.handle(SCHEME, createProtocolHandler({ pageDir: rendererDir(), picture, log }));
  // Asked for seldom, so it is found out when it is first asked for.
  let kernelChoice: Promise<KernelChoice> | null = null;
  const kernelsInUse = (): Promise<KernelChoice> =>
    (kernelChoice ??= describeKernels(runWorkerEntry(), kernels));
  register(
    'app',
    contract.app,
    appHandlers(lab, kernelsInUse, () => window),
    options,
  );
  register(
    'datasets',
    contract.datasets,
    datasetHandlers(lab, new Roots(), () => window),
    options,
  );
  register(
    'pictures',
    contract.pictures,
    pictureHandlers(lab, () => window),
    options,
  );
  register('runs', contract.runs, runHandlers(lab), options);
  register('inspect', contract.inspect, inspectHandlers(lab), options);
  register(
    'exports',
    contract.exports,
    exportHandlers(lab, () => window),
    options,
  );
  connectStreams(lab, page);
  setMenu(
    {
      send: (command) => send(page(), 'app', 'menu', { command }),
      showDataFolder: () => void shell.openPath(dataDir),
    },
    !app.isPackaged,
  );

  const open = (): void => {
    window = createWindow(devUrl ?? PAGE_URL, lab.settings);
    window.on('closed', () => (window = null));
  };
  app.on('second-instance', () => (window === null ? open() : focusWindow(window)));
  app.on('activate', () => {
    if (window === null) open();
  });
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit();
  });
  quitInGoodOrder(lab);
  open();
  // The built-in sets are there to be opened from the first minute on, without anybody waiting for them.
  lab.samples.ensureAll().catch((error: unknown) => log(`built-in sets: ${String(error)}`));
}

/** Workers and imports put down what they have before the process goes. */
function quitInGoodOrder(lab: Lab): void {
  let isClosing = false;
  app.on('will-quit', (event) => {
    event.preventDefault();
    if (isClosing) return;
    isClosing = true;
    lab
      .close()
      .catch((error: unknown) => log(`closing: ${String(error)}`))
      // Not quit(): Electron ignores one that comes while it is still asking about the last one.
      .finally(() => app.exit(0));
  });
  process.on('SIGTERM', () => app.quit());
  process.on('SIGINT', () => app.quit());
}

/** R3: never a silent exit. */
function giveUp(error: unknown): void {
  const isKnown = error instanceof AppError;
  log(`start: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  dialog.showErrorBox(
    'Simplecell cannot start',
    isKnown
      ? error.message
      : `Something unexpected went wrong: ${String(error)}\n\nThe log is ${join(dataDir, 'simplecell.log')}.`,
  );
  app.exit(1);
}
