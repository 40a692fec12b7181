/** Time worked and time left. */
import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../tests/integration/manual-clock';
import type { EpochMessage, ProgressMessage } from '../../src-engine';
import { RunPace } from './run-pace';

const progress = (epoch: number, batch: number) =>
  ({ epoch, batch, batchesPerEpoch: 100, samplesPerSecond: 1000 }) as ProgressMessage;
const ended = (epoch: number, durationMs: number) => ({ epoch, durationMs }) as EpochMessage;

describe('RunPace', () => {
  it('knows nothing before the first report', () => {
    expect(new RunPace(new ManualClock(), 10, 50).secondsLeft()).toBeNull();
  });

  it('guesses from the rate of minibatches during the first epoch', () => {
    const pace = new RunPace(new ManualClock(), 10, 50);
    pace.batch(progress(1, 50));
    // 100 batches of 50 at 1000 a second are 5 s an epoch; nine and a half are left.
    expect(pace.secondsLeft()).toBeCloseTo(47.5);
  });

  it('goes by the measured epochs after that', () => {
    const pace = new RunPace(new ManualClock(), 10, 50);
    pace.epoch(ended(1, 2000));
    pace.epoch(ended(2, 4000));
    pace.batch(progress(3, 50));
    expect(pace.secondsLeft()).toBeCloseTo(7.5 * 3);
  });

  it('counts the epochs of earlier sessions as done', () => {
    const pace = new RunPace(new ManualClock(), 10, 50);
    pace.skipTo(9);
    pace.epoch(ended(10, 1000));
    expect(pace.secondsLeft()).toBe(0);
  });

  it('counts time only while it works', () => {
    const clock = new ManualClock();
    const pace = new RunPace(clock, 10, 50);
    clock.advance(100);
    pace.work();
    clock.advance(30);
    expect(pace.takeWorkedMs()).toBe(30);
    clock.advance(5);
    expect(pace.takeWorkedMs()).toBe(5);
    pace.rest();
    clock.advance(1000);
    expect(pace.takeWorkedMs()).toBe(0);
  });
});
