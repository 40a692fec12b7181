/** Opens the lab for one command and closes it after, whatever happened. */
import { resolve } from 'node:path';
import { defaultDataDir } from '../app/data-folder';
import { labThreads } from '../app/lab-threads';
import { openLog } from '../app/log';
import { decoderEntry, readKernels, resourcesDir } from '../app/resources';
import { forkedDecoder } from '../datasets/decoder-process';
import { DatabaseTrouble } from '../db/trouble';
import { openLab, type Lab } from '../lab';
import type { Output } from './output';

export interface CliOptions {
  /** Null for the app's own. */
  readonly dataDir: string | null;
  readonly output: Output;
}

/** @throws DatabaseTrouble while another Simplecell works in the data folder, or when the lab cannot be opened */
export async function withLab<T>(options: CliOptions, use: (lab: Lab) => Promise<T>): Promise<T> {
  return await useAndClose(options, false, use);
}

/** For commands that only read: while another Simplecell works in the data folder, or a newer one did, they look on. */
export async function withLabForReading<T>(options: CliOptions, use: (lab: Lab) => Promise<T>): Promise<T> {
  try {
    return await withLab(options, use);
  } catch (error) {
    if (!(error instanceof DatabaseTrouble)) throw error;
    if (error.trouble === 'newer') process.stderr.write(`${error.message} It is opened for reading.\n`);
    else if (error.trouble !== 'inUse') throw error;
    return await useAndClose(options, true, use);
  }
}

async function open({ dataDir }: CliOptions, readOnly: boolean): Promise<Lab> {
  const folder = resolve(dataDir ?? defaultDataDir(process.platform, process.env));
  const kernels = await readKernels();
  return openLab({
    dataDir: folder,
    resourcesDir: resourcesDir(),
    launchDecoder: forkedDecoder(decoderEntry()),
    ...labThreads(kernels),
    log: openLog(folder),
    readOnly,
    runsQueue: false,
  });
}

/** No bar is left behind, so that an error begins a line of its own. */
async function useAndClose<T>(
  options: CliOptions,
  readOnly: boolean,
  use: (lab: Lab) => Promise<T>,
): Promise<T> {
  try {
    const lab = await open(options, readOnly);
    try {
      return await use(lab);
    } finally {
      await lab.close();
    }
  } finally {
    options.output.clearProgress();
  }
}
