/** `train` and `resume`: one run followed to its end, epoch by epoch. */
import type { Experiment, Metrics } from '../../src-engine';
import { AppError } from '../contract/errors';
import type { EpochRow, RunSummary, RunUpdate } from '../contract/runs';
import type { Lab } from '../lab';
import { ExitError } from './exit';
import { onInterrupt } from './interrupt';
import { duration, rate, significant, type Output } from './output';
import { readExperiment } from './read-files';
import { withLab, type CliOptions } from './with-lab';

export async function trainFile(file: string, options: CliOptions): Promise<void> {
  const experiment = await readExperiment(file);
  await withLab(options, (lab) => trainExperiment(lab, experiment, options.output));
}

/** Trains to the end and says how it went; returns the number of the run. */
export async function trainExperiment(lab: Lab, experiment: Experiment, output: Output): Promise<number> {
  return follow(lab, output, () => lab.supervisor.create(experiment, 'running'));
}

/** @param more.epochs lets a finished run go on until it has so many in all */
export async function resumeRun(
  runId: number,
  more: { readonly epochs?: number },
  options: CliOptions,
): Promise<void> {
  await withLab(options, async (lab) => {
    const { epochs } = lab.runs.get(runId);
    const begin = (): number => {
      if (more.epochs === undefined) lab.supervisor.control(runId, 'resume');
      else lab.supervisor.extend(runId, more.epochs);
      for (const epoch of epochs) showEpoch(epoch, options.output);
      return runId;
    };
    await follow(lab, options.output, begin, epochs.at(-1)?.epoch);
  });
}

/** @param shown the last epoch that `begin` shows; those up to it that are trained again, to equal numbers, are not shown twice */
async function follow(lab: Lab, output: Output, begin: () => number, shown = 0): Promise<number> {
  lab.events.on('epochRecorded', ({ epoch }) => {
    if (epoch.epoch > shown) showEpoch(epoch, output);
  });
  lab.events.on('runUpdate', (update) => showProgress(update, output));
  const runId = begin();
  const endListening = onInterrupt(() => void lab.supervisor.close());
  output.progress(0, 'preparing');
  await lab.supervisor.ended(runId);
  endListening();
  output.clearProgress();
  conclude(lab.runs.summary(runId), output);
  return runId;
}

function showEpoch({ epoch, train, validation, samplesPerSecond }: EpochRow, output: Output): void {
  output.event({
    event: 'epoch',
    epoch,
    train: brief(train),
    validation: validation === null ? null : brief(validation),
    samplesPerSecond,
  });
  const cells = [
    `epoch ${String(epoch).padStart(4)}`,
    `train ${inWords(train)}`,
    ...(validation === null ? [] : [`validation ${inWords(validation)}`]),
    `${rate(samplesPerSecond).padStart(9)} samples/s`,
  ];
  output.line(cells.join('   '));
}

function showProgress({ run, batch, preparation, secondsLeft }: RunUpdate, output: Output): void {
  if (preparation !== null)
    output.progress(0, `learning filters ${preparation.iterations}/${preparation.of}`);
  if (batch === null) return;
  const share = (batch.epoch - 1 + batch.batch / batch.batchesPerEpoch) / run.epochsTotal;
  const left = secondsLeft === null ? '' : `  ${duration(secondsLeft)} left`;
  const text = `epoch ${batch.epoch}/${run.epochsTotal}  loss ${significant(batch.metrics.loss)}  ${rate(batch.samplesPerSecond)} samples/s${left}`;
  output.progress(share, text);
}

/** @throws AppError when the run failed, ExitError when it was interrupted */
function conclude(run: RunSummary, output: Output): void {
  const { id: runId, state, test, weightsSha256, weightsEpoch, epochsDone, error } = run;
  const seconds = run.durationMs / 1000;
  if (state === 'finished') {
    output.event({ event: 'done', runId, test: test === null ? null : brief(test), seconds, weightsSha256 });
    const tested = test === null ? '' : ` Test: ${inWords(test)}.`;
    const best = weightsEpoch === epochsDone ? '' : ` of epoch ${weightsEpoch}, the best,`;
    const warning = run.relaxed ? ' Relaxed kernels: not exactly repeatable.' : '';
    output.line(
      `Run ${runId} finished in ${duration(seconds)}.${tested} Weights${best} SHA-256 ${weightsSha256 ?? ''}${warning}`,
    );
    return;
  }
  if (state === 'failed') {
    const { kind, message } = error ?? { kind: 'internal' as const, message: 'The run failed.' };
    throw new AppError(kind, `Run ${runId} failed: ${message}`);
  }
  output.event({ event: 'interrupted', runId, epochsDone });
  output.line(`Run ${runId} was interrupted after epoch ${epochsDone}. To go on: resume ${runId}`);
  throw new ExitError(130);
}

function brief({ loss, accuracy }: Metrics): { loss: number; accuracy: number | null } {
  return { loss, accuracy };
}

function inWords({ loss, accuracy }: Metrics): string {
  const text = `loss ${significant(loss).padEnd(8)}`;
  return accuracy === null ? text : `${text} accuracy ${(accuracy * 100).toFixed(1).padStart(5)} %`;
}
