/** `import FOLDER`: one folder of pictures becomes a data set. */
import { InvalidArgumentError } from 'commander';
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { importOptionsSchema, type ImportOptions, type ImportProgress } from '../contract/datasets';
import { AppError } from '../contract/errors';
import type { Lab } from '../lab';
import { ExitError } from './exit';
import { onInterrupt } from './interrupt';
import { duration, rate, type Output } from './output';
import { withLab, type CliOptions } from './with-lab';

/** Skipped files that people are shown; programs get them all. */
const SKIPPED_SHOWN = 20;
const PAGE = 1000;

export async function importFolder(folder: string, rest: unknown, options: CliOptions): Promise<void> {
  const wanted = importOptionsSchema.parse(rest);
  const root = resolve(folder);
  const found = await stat(root).catch(() => null);
  if (found?.isDirectory() !== true) {
    throw new AppError('validation', `${root} is not a folder. Give the folder that holds the pictures.`);
  }
  await withLab(options, (lab) => run(lab, root, wanted, options.output));
}

async function run(lab: Lab, root: string, wanted: ImportOptions, output: Output): Promise<void> {
  const startedMs = performance.now();
  lab.events.on('importProgress', (progress) => showProgress(progress, output));
  const job = lab.importer.start(root, wanted);
  const endListening = onInterrupt(() => job.cancel());
  await job.done;
  endListening();
  output.clearProgress();
  const set = lab.datasets.get(job.datasetId);
  if (set.state === 'failed') {
    const reason = lab.datasets.error(set.id) ?? 'The import failed.';
    // A command that failed leaves nothing behind, so that it can be given again.
    await lab.datasets.remove(set.id);
    throw new AppError('validation', reason);
  }
  showSkipped(lab, set.id, output);
  const seconds = (performance.now() - startedMs) / 1000;
  const classes = set.classes.map(({ name, pictureCount }) => ({ name, pictures: pictureCount }));
  const { id: datasetId, name, state, pictureCount: imported, skippedCount: skipped, channels } = set;
  const size = [set.heightPx, set.widthPx];
  const event = state === 'ready' ? 'done' : 'cancelled';
  output.event({ event, datasetId, name, imported, skipped, size, channels, classes, seconds });
  output.line(
    `${state === 'ready' ? 'Imported' : 'Cancelled after'} ${imported} pictures as "${name}": ${set.heightPx}×${set.widthPx} px, ` +
      `${channels === 1 ? 'grey' : 'RGB'}, ${classes.length} classes, ${skipped} skipped, ${duration(seconds)}.`,
  );
  if (state !== 'ready') throw new ExitError(130);
}

function showProgress(progress: ImportProgress, output: Output): void {
  const { state, found, scanning, imported, skipped, picturesPerSecond, secondsLeft } = progress;
  if (state !== 'importing') return;
  output.event({ event: 'progress', found, scanning, imported, skipped, picturesPerSecond, secondsLeft });
  const left = secondsLeft === null ? '' : `  ${duration(secondsLeft)} left`;
  const text = scanning
    ? `${found} files found`
    : `${imported} of ${found}  ${rate(picturesPerSecond)}/s${left}`;
  output.progress(scanning || found === 0 ? 0 : (imported + skipped) / found, text);
}

function showSkipped(lab: Lab, datasetId: number, output: Output): void {
  for (let offset = 0; ; offset += PAGE) {
    const query = { datasetId, state: 'skipped' as const, classIndex: null, offset, limit: PAGE };
    const { total, items } = lab.datasets.items(query);
    for (const [index, { relativePath, reason }] of items.entries()) {
      output.event({ event: 'skipped', path: relativePath, reason });
      if (offset + index < SKIPPED_SHOWN) output.line(`skipped ${relativePath}: ${reason ?? ''}`);
    }
    if (offset + items.length >= total) {
      if (total > SKIPPED_SHOWN) output.line(`… and ${total - SKIPPED_SHOWN} more`);
      return;
    }
  }
}

/** `28x28`, or `28` for a square, as [height, width]. */
export function parseSize(text: string): [number, number] {
  const [, height, width = height] = /^(\d+)(?:[x×](\d+))?$/.exec(text) ?? [];
  if (height === undefined) {
    throw new InvalidArgumentError(
      'It must be HEIGHTxWIDTH in pixels, e.g. 28x28, or one number for a square.',
    );
  }
  return [Number(height), Number(width)];
}
