/** How far a sweep has come, over all its runs: the bar, and the time left. */
import type { RunUpdate } from '../contract/runs';
import type { SweepDetail, SweepRun } from '../contract/sweeps';
import { duration, type Output } from './output';

export class SweepProgress {
  readonly #sweep: SweepDetail;
  readonly #output: Output;
  /** Share of its epochs that each run has trained. */
  readonly #shares: Map<number, number>;
  readonly #beganMs = performance.now();
  readonly #shareAtBegin: number;

  constructor(sweep: SweepDetail, output: Output) {
    this.#sweep = sweep;
    this.#output = output;
    this.#shares = new Map(sweep.runs.map((run) => [run.runId, shareOf(run)]));
    this.#shareAtBegin = this.#share();
  }

  update({ runId, run, batch }: RunUpdate): void {
    const place = this.#sweep.runs.find((one) => one.runId === runId);
    if (place === undefined) return;
    const epochs = batch === null ? run.epochsDone : batch.epoch - 1 + batch.batch / batch.batchesPerEpoch;
    this.#shares.set(runId, Math.min(1, epochs / run.epochsTotal));
    const armName = this.#sweep.armNames[place.arm] ?? '';
    this.#draw(`${armName}, seed ${place.seed}, epoch ${Math.ceil(epochs)}/${run.epochsTotal}`);
  }

  /** Also where it ended before all its epochs were trained. */
  ended(runId: number): void {
    this.#shares.set(runId, 1);
  }

  #draw(now: string): void {
    const share = this.#share();
    const seconds = (performance.now() - this.#beganMs) / 1000;
    const done = share - this.#shareAtBegin;
    const left = done <= 0 ? '' : `  ${duration((seconds * (1 - share)) / done)} left`;
    this.#output.progress(share, `${Math.floor(share * 100)} % of ${this.#shares.size} runs  ${now}${left}`);
  }

  #share(): number {
    let sum = 0;
    for (const share of this.#shares.values()) sum += share;
    return sum / Math.max(1, this.#shares.size);
  }
}

function shareOf({ state, epochsDone, epochsTotal }: SweepRun): number {
  return state === 'finished' ? 1 : epochsDone / epochsTotal;
}
