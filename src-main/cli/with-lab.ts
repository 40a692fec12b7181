/** Opens the lab for one command and closes it after, whatever happened. */
import { resolve } from 'node:path';
import { defaultDataDir } from '../app/data-folder';
import { openLog } from '../app/log';
import {
  bundleWorkerEntry,
  checkpointWorkerEntry,
  copyWorkerEntry,
  decoderEntry,
  exportWorkerEntry,
  importWorkerEntry,
  readKernels,
  resourcesDir,
  runWorkerEntry,
} from '../app/resources';
import { workerBundleReader } from '../bundles/bundle-reader';
import { forkedDecoder } from '../datasets/decoder-process';
import { workerCheckpointer } from '../db/checkpointer';
import { workerCopy } from '../db/copy';
import { DatabaseTrouble } from '../db/trouble';
import { workerExporter } from '../export/exporter';
import { workerInspector } from '../inspect/inspector';
import { openLab, type Lab } from '../lab';
import { workerModels } from '../model-import/model-thread';
import { workerGradientCheck } from '../training/gradient-check';
import { workerTrainer } from '../training/trainer';
import type { Output } from './output';

export interface CliOptions {
  /** Null for the app's own. */
  readonly dataDir: string | null;
  readonly output: Output;
}

/** @throws DatabaseTrouble while another Simplecell works in the data folder, or when the lab cannot be opened */
export async function withLab<T>(options: CliOptions, use: (lab: Lab) => Promise<T>): Promise<T> {
  return await useAndClose(await open(options, false), use);
}

/** For commands that only read: while another Simplecell works in the data folder, or a newer one did, they look on. */
export async function withLabForReading<T>(options: CliOptions, use: (lab: Lab) => Promise<T>): Promise<T> {
  try {
    return await withLab(options, use);
  } catch (error) {
    if (!(error instanceof DatabaseTrouble)) throw error;
    if (error.trouble === 'newer') process.stderr.write(`${error.message} It is opened for reading.\n`);
    else if (error.trouble !== 'inUse') throw error;
    return await useAndClose(await open(options, true), use);
  }
}

async function open({ dataDir, output }: CliOptions, readOnly: boolean): Promise<Lab> {
  const folder = resolve(dataDir ?? defaultDataDir(process.platform, process.env));
  const kernels = await readKernels();
  return openLab({
    dataDir: folder,
    resourcesDir: resourcesDir(),
    launchDecoder: forkedDecoder(decoderEntry()),
    startTrainer: workerTrainer(runWorkerEntry(), kernels),
    checkGradients: workerGradientCheck(runWorkerEntry()),
    startInspector: workerInspector(runWorkerEntry(), kernels),
    startExporter: workerExporter(exportWorkerEntry(), kernels),
    models: workerModels(importWorkerEntry(), kernels),
    copyDatabase: workerCopy(copyWorkerEntry()),
    startCheckpointer: workerCheckpointer(checkpointWorkerEntry()),
    readBundles: workerBundleReader(bundleWorkerEntry()),
    log: openLog(folder),
    readOnly,
    runsQueue: false,
  }).finally(() => output.clearProgress());
}

async function useAndClose<T>(lab: Lab, use: (lab: Lab) => Promise<T>): Promise<T> {
  try {
    return await use(lab);
  } finally {
    await lab.close();
  }
}
