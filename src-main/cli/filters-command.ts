/** `filters RUN`: the learned filters of a run as a PNG picture, or through its epochs as an animation. */
import { extname, resolve } from 'node:path';
import { InvalidArgumentError } from 'commander';
import { animationFormatSchema, type Animation, type AnimationFormat } from '../contract/animations';
import { AppError } from '../contract/errors';
import { drawFilterSheet } from '../export/filter-sheet';
import { writePng } from '../export/png';
import type { Lab } from '../lab';
import type { Output } from './output';
import { withLabForReading, type CliOptions } from './with-lab';

export interface FilterOptions {
  readonly out?: string;
  readonly epoch?: number;
  readonly animate?: AnimationTarget;
  readonly fps?: number;
  readonly scale: 'common' | 'unit';
}

interface AnimationTarget {
  readonly file: string;
  readonly format: AnimationFormat;
}

const FRAMES_PER_SECOND = 5;

/** The ending of the file says what it is. */
export function parseAnimationFile(file: string): AnimationTarget {
  const format = animationFormatSchema.safeParse(extname(file).slice(1).toLowerCase());
  if (!format.success) throw new InvalidArgumentError('Its name must end in .gif, .webp or .zip.');
  return { file: resolve(file), format: format.data };
}

export function parseFramesPerSecond(text: string): number {
  const value = Number(text);
  if (!(value >= 1 && value <= 30)) throw new InvalidArgumentError('It must be from 1 to 30.');
  return value;
}

/** @throws AppError('validation') where neither a picture nor an animation is asked for */
export async function writeFilters(
  runId: number,
  { out, epoch, animate, fps, scale }: FilterOptions,
  options: CliOptions,
): Promise<void> {
  const { output } = options;
  if (animate !== undefined) {
    const framesPerSecond = fps ?? FRAMES_PER_SECOND;
    await withLabForReading(options, (lab) =>
      writeAnimation(lab, runId, { ...animate, framesPerSecond, scale }, output),
    );
    return;
  }
  if (out === undefined) {
    throw new AppError('validation', 'Say where the filters go: --out FILE.png, or --animate FILE.gif.');
  }
  await withLabForReading(options, (lab) => writeSheet(lab, runId, epoch ?? null, out, output));
}

async function writeAnimation(
  lab: Lab,
  runId: number,
  { file, ...how }: AnimationTarget & Pick<Animation, 'framesPerSecond' | 'scale'>,
  output: Output,
): Promise<void> {
  const written = await lab.animations.write({ runIds: [runId], ...how }, file, {
    progress: (share) => output.progress(share, `filters of run ${runId}`),
    signal: new AbortController().signal,
  });
  const { frames, widthPx: width, heightPx: height, sizeBytes: bytes } = written;
  output.event({ event: 'done', runId, frames, file, width, height, bytes });
  output.line(`${frames} epochs of run ${runId}: ${file}`);
}

/** @throws AppError('notFound') without such a run, AppError('precondition') when it has no filters yet */
export async function writeSheet(
  lab: Lab,
  runId: number,
  epoch: number | null,
  out: string,
  output: Output,
): Promise<void> {
  const found = lab.runs.filters(runId, epoch);
  if (found === null) {
    throw new AppError(
      'precondition',
      `Run ${runId} has no filters of that time; the first ones are kept after epoch 1.`,
    );
  }
  const sheet = drawFilterSheet(found.filters);
  const file = resolve(out);
  await writePng(sheet, file);
  const { widthPx: width, heightPx: height } = sheet;
  output.event({ event: 'done', runId, epoch: found.epoch, units: found.filters.units, file, width, height });
  output.line(`${found.filters.units} filters of run ${runId} after epoch ${found.epoch}: ${file}`);
}
