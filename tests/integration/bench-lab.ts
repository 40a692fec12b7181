/** A whole lab in a temporary folder, from the built entries, for tests that want the real thing. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { workerBundleReader } from '../../src-main/bundles/bundle-reader';
import { forkedDecoder } from '../../src-main/datasets/decoder-process';
import { workerExporter } from '../../src-main/export/exporter';
import { workerInspector } from '../../src-main/inspect/inspector';
import { workerCheckpointer } from '../../src-main/db/checkpointer';
import { workerCopy } from '../../src-main/db/copy';
import { openLab, type Lab, type LabOptions } from '../../src-main/lab';
import { workerModels } from '../../src-main/model-import/model-thread';
import { workerGradientCheck } from '../../src-main/training/gradient-check';
import { workerTrainer } from '../../src-main/training/trainer';

export const root = join(import.meta.dirname, '..', '..');
export const decoderEntry = join(root, 'out', 'main', 'decoder.js');
export const cliEntry = join(root, 'out', 'main', 'cli.js');

/** Brings `out/` up to date; cheap when it is, and safe from several test files at once. */
export async function ensureBuilt(): Promise<void> {
  await promisify(execFile)(process.execPath, [join(root, '.ci', 'build.mjs')]);
}

/** A folder that is removed by `removeFolders`. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'simplecell-'));
  folders.push(folder);
  return folder;
}

const folders: string[] = [];

export async function removeFolders(): Promise<void> {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
}

export const workerEntry = pathToFileURL(join(root, 'out', 'main', 'run-worker.js'));

export const exportWorkerEntry = pathToFileURL(join(root, 'out', 'main', 'export-worker.js'));
const importWorkerEntry = pathToFileURL(join(root, 'out', 'main', 'import-worker.js'));
const copyEntry = pathToFileURL(join(root, 'out', 'main', 'copy-worker.js'));
const bundleEntry = pathToFileURL(join(root, 'out', 'main', 'bundle-worker.js'));
const checkpointEntry = pathToFileURL(join(root, 'out', 'main', 'checkpoint-worker.js'));

/** The built worker with the reference kernels, so that no test depends on which fast ones there are. */
export const testTrainer = workerTrainer(workerEntry, null);

export async function openTestLab(dataDir: string, options: Partial<LabOptions> = {}): Promise<Lab> {
  return openLab({
    dataDir,
    resourcesDir: join(root, 'resources'),
    launchDecoder: forkedDecoder(decoderEntry),
    startTrainer: testTrainer,
    checkGradients: workerGradientCheck(workerEntry),
    startInspector: workerInspector(workerEntry, null),
    startExporter: workerExporter(exportWorkerEntry, null),
    models: workerModels(importWorkerEntry, null),
    copyDatabase: workerCopy(copyEntry),
    startCheckpointer: workerCheckpointer(checkpointEntry),
    readBundles: workerBundleReader(bundleEntry),
    log: () => undefined,
    ...options,
  });
}
