/** `sweep`: all arms of a sweep file at several seeds, a few runs at a time, and what they show. */
import { availableParallelism } from 'node:os';
import { InvalidArgumentError } from 'commander';
import { EngineError, parseSeeds } from '../../src-engine';
import { AppError } from '../contract/errors';
import type { SweepDetail } from '../contract/sweeps';
import type { Lab } from '../lab';
import { ExitError } from './exit';
import { onInterrupt } from './interrupt';
import { readSweep } from './read-files';
import { SweepProgress } from './sweep-progress';
import { reportSweep } from './sweep-report';
import { duration, type Output } from './output';
import { withLab, type CliOptions } from './with-lab';

export interface SweepOptions {
  /** Seeds to train at; five of them where nothing is said. */
  readonly seeds?: readonly number[];
  /** Runs at a time; as many as there are cores where nothing is said. */
  readonly parallel?: number;
  /** Number of a sweep to go on with, instead of a file. */
  readonly resume?: number;
}

const usualSeeds = [1, 2, 3, 4, 5] as const;

/** @throws AppError where the file is wrong, ExitError(130) when interrupted, ExitError(1) when runs failed */
export async function runSweep(
  file: string | undefined,
  { seeds, parallel = availableParallelism(), resume }: SweepOptions,
  options: CliOptions,
): Promise<void> {
  if ((file === undefined) === (resume === undefined)) {
    throw new AppError(
      'validation',
      'Give a sweep file, or --resume with the number of a sweep, and not both.',
    );
  }
  const sweep = file === undefined ? null : await readSweep(file);
  await withLab(options, async (lab) => {
    const { output } = options;
    let sweepId = resume ?? 0;
    if (sweep !== null) sweepId = lab.sweeps.create(sweep, seeds ?? usualSeeds, 'queued');
    else if (seeds !== undefined) lab.sweeps.addSeeds(sweepId, seeds);
    await train(lab, lab.sweeps.get(sweepId), parallel, output);
    const ended = lab.sweeps.get(sweepId);
    reportSweep(ended, lab.sweeps.compare(sweepId), output);
    if (ended.counts.failed > 0) throw new ExitError(1);
  });
}

/** @throws ExitError(130) when interrupted */
async function train(lab: Lab, sweep: SweepDetail, parallel: number, output: Output): Promise<void> {
  const { id: sweepId, name, armNames, seeds, runs } = sweep;
  output.event({ event: 'sweep', sweepId, name, arms: armNames, seeds, runs: runs.length });
  output.line(`Sweep ${sweepId}, "${name}": ${armNames.length} arms × ${seeds.length} seeds`);
  const progress = new SweepProgress(sweep, output);
  lab.events.on('runUpdate', (update) => progress.update(update));
  const interruption = new AbortController();
  const endListening = onInterrupt(() => {
    interruption.abort();
    void lab.supervisor.close();
  });
  const pending = runs.filter(({ state }) => state !== 'finished').map(({ runId }) => runId);
  const lane = async (): Promise<void> => {
    for (
      let runId = pending.shift();
      runId !== undefined && !interruption.signal.aborted;
      runId = pending.shift()
    ) {
      lab.supervisor.control(runId, 'resume');
      await lab.supervisor.ended(runId);
      progress.ended(runId);
      showRun(lab, sweep, runId, output);
    }
  };
  await Promise.all(Array.from({ length: parallel }, lane));
  endListening();
  output.clearProgress();
  if (interruption.signal.aborted) giveUp(lab, sweepId, output);
}

function showRun(lab: Lab, { id, armNames }: SweepDetail, runId: number, output: Output): void {
  const run = lab.sweeps.get(id).runs.find((one) => one.runId === runId);
  if (run === undefined || run.state === 'interrupted') return;
  const { arm, seed, state, epochsDone: epochs, figures, error } = run;
  const armName = armNames[arm] ?? '';
  output.event({ event: 'run', runId, arm: armName, seed, state, epochs, figures, error });
  const accuracy = figures['test.accuracy'];
  const loss = figures['test.loss'];
  const tested = [
    ...(accuracy === undefined ? [] : [`test accuracy ${(accuracy * 100).toFixed(2)} %`]),
    ...(loss === undefined ? [] : [`test loss ${loss.toPrecision(4)}`]),
  ];
  const time = figures.seconds === undefined ? '' : `   ${duration(figures.seconds)}`;
  output.line(`run ${runId}   ${armName}, seed ${seed}   ${state}   ${tested.join('   ')}${time}`);
}

/** Takes the rest out of the queue, lest the app begin it when it is opened next. */
function giveUp(lab: Lab, sweepId: number, output: Output): never {
  lab.sweeps.control(sweepId, 'stop');
  const { finished } = lab.sweeps.get(sweepId).counts;
  const of = lab.sweeps.get(sweepId).runs.length;
  output.event({ event: 'interrupted', sweepId, finished, runs: of });
  output.line(`Interrupted; ${finished} of ${of} runs are finished. To go on: sweep --resume ${sweepId}`);
  throw new ExitError(130);
}

/** `5` for the seeds 1 to 5, `3,7,9` for these; a single one is `3,`. */
export function parseSeedList(text: string): number[] {
  const parts = text.split(',').filter((part) => part.trim() !== '');
  const isList = text.includes(',');
  if (parts.length === 0 || parts.some((part) => !/^\d+$/.test(part.trim()))) {
    throw new InvalidArgumentError('It must be how many, e.g. 5, or a list, e.g. 1,2,3.');
  }
  const numbers = parts.map(Number);
  const count = Math.min(numbers[0] ?? 0, 1_000_000);
  try {
    return parseSeeds(isList ? numbers : Array.from({ length: count }, (_, index) => index + 1));
  } catch (error) {
    if (error instanceof EngineError) throw new InvalidArgumentError(error.message);
    throw error;
  }
}
