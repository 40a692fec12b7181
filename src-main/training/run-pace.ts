/** How fast a run goes: the time it has really worked, and an estimate of what is left. */
import type { EpochMessage, ProgressMessage } from '../../src-engine';
import type { Clock } from './throttle';

/** The estimate is the mean over so many of the latest epochs. */
const EPOCHS_REMEMBERED = 8;

export class RunPace {
  readonly #clock: Clock;
  readonly #epochsTotal: number;
  readonly #batchSize: number;
  #epochsDone = 0;
  /** Share of the current epoch that is done, in [0, 1]. */
  #share = 0;
  /** From the rate of minibatches, until an epoch has been measured. */
  #guessedEpochMs: number | null = null;
  #recentMs: number[] = [];
  /** Since when it works; null while it rests. */
  #workingSinceMs: number | null = null;

  constructor(clock: Clock, epochsTotal: number, batchSize: number) {
    this.#clock = clock;
    this.#epochsTotal = epochsTotal;
    this.#batchSize = batchSize;
  }

  skipTo(epochsDone: number): void {
    this.#epochsDone = epochsDone;
  }

  work(): void {
    this.#workingSinceMs ??= this.#clock.nowMs();
  }

  rest(): void {
    this.#workingSinceMs = null;
  }

  /** Time worked since the last call, in ms. */
  takeWorkedMs(): number {
    if (this.#workingSinceMs === null) return 0;
    const nowMs = this.#clock.nowMs();
    const workedMs = nowMs - this.#workingSinceMs;
    this.#workingSinceMs = nowMs;
    return workedMs;
  }

  batch({ batch, batchesPerEpoch, samplesPerSecond, epoch }: ProgressMessage): void {
    this.#epochsDone = epoch - 1;
    this.#share = batch / batchesPerEpoch;
    if (samplesPerSecond > 0) {
      this.#guessedEpochMs = (batchesPerEpoch * this.#batchSize * 1000) / samplesPerSecond;
    }
  }

  epoch({ epoch, durationMs }: EpochMessage): void {
    this.#epochsDone = epoch;
    this.#share = 0;
    this.#recentMs = [...this.#recentMs, durationMs].slice(-EPOCHS_REMEMBERED);
  }

  /** Null until there is something to go by. */
  secondsLeft(): number | null {
    const sum = this.#recentMs.reduce((total, ms) => total + ms, 0);
    const epochMs = this.#recentMs.length > 0 ? sum / this.#recentMs.length : this.#guessedEpochMs;
    if (epochMs === null) return null;
    return (Math.max(0, this.#epochsTotal - this.#epochsDone - this.#share) * epochMs) / 1000;
  }
}
