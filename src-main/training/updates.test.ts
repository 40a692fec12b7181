/** A run speaks at most ten times a second and never loses an epoch (R7). */
import { beforeEach, describe, expect, it } from 'vitest';
import { ManualClock } from '../../tests/integration/manual-clock';
import type { BatchProgress, EpochRow, RunSummary, RunUpdate } from '../contract/runs';
import type { FilterSet } from '../../src-engine';
import { RunUpdates } from './updates';

const metrics = { loss: 1, data: 1, weightDecay: 0, sparsity: 0, accuracy: null };
const batch = (number: number): BatchProgress => ({
  epoch: 1,
  batch: number,
  batchesPerEpoch: 1000,
  metrics,
  samplesPerSecond: 1,
  kernels: 'reference',
  threads: 1,
  dropped: [],
  activity: [],
});
const epoch = (number: number): EpochRow => ({
  epoch: number,
  train: metrics,
  validation: null,
  learningRate: 1,
  samplesPerSecond: 1,
  durationMs: 1,
});
const filtersOf = (weights: number): FilterSet => ({
  layer: 0,
  units: 1,
  height: 1,
  width: weights,
  channels: 1,
  values: new Float32Array(weights),
  norms: new Float32Array(1),
  meanActivations: new Float32Array(1),
});
const filters = filtersOf(9);
const summary = { id: 3 } as RunSummary;

let clock: ManualClock;
let sent: { atMs: number; update: RunUpdate }[];
let updates: RunUpdates;

beforeEach(() => {
  clock = new ManualClock();
  sent = [];
  const source = { summary: () => summary, secondsLeft: () => 4, savedAtMs: () => 5, activeRuns: () => 2 };
  updates = new RunUpdates(3, source, (update) => sent.push({ atMs: clock.nowMs(), update }), clock);
});

describe('RunUpdates', () => {
  it('sends the first report at once', () => {
    updates.batch(batch(1));
    expect(sent).toHaveLength(1);
    expect(sent[0]?.update).toMatchObject({
      runId: 3,
      seq: 1,
      run: summary,
      batch: { batch: 1 },
      secondsLeft: 4,
      savedAtMs: 5,
    });
  });

  it('tells of filters that are learned before the first minibatch, the latest only', () => {
    updates.preparing({ iterations: 1, of: 9 });
    updates.preparing({ iterations: 2, of: 9 });
    updates.preparing({ iterations: 3, of: 9 });
    clock.advance(1000);
    updates.batch(batch(1));
    clock.advance(1000);
    expect(sent.map(({ update }) => update.preparation?.iterations ?? null)).toEqual([1, 3, null]);
  });

  it('sends at most ten a second, whatever comes in', () => {
    for (let ms = 0; ms < 5000; ms += 3) {
      updates.batch(batch(ms));
      clock.advance(3);
    }
    for (const { atMs } of sent) {
      expect(
        sent.filter((other) => other.atMs >= atMs && other.atMs < atMs + 1000).length,
      ).toBeLessThanOrEqual(10);
    }
    expect(sent.length).toBeGreaterThan(40);
  });

  it('keeps every epoch, in order and once, and of the rest the latest', () => {
    for (let number = 1; number <= 95; number++) {
      updates.epoch(epoch(number), filters);
      updates.batch(batch(number));
      clock.advance(7);
    }
    clock.advance(1000);
    expect(sent.flatMap(({ update }) => update.epochs.map((row) => row.epoch))).toEqual(
      Array.from({ length: 95 }, (_, index) => index + 1),
    );
    expect(sent.at(-1)?.update.batch?.batch).toBe(95);
  });

  it('numbers its messages without a gap', () => {
    for (let i = 0; i < 20; i++) {
      updates.row();
      clock.advance(60);
    }
    expect(sent.map(({ update }) => update.seq)).toEqual(sent.map((_, index) => index + 1));
  });

  it('sends nothing twice', () => {
    updates.epoch(epoch(1), filters);
    clock.advance(500);
    updates.row();
    expect(sent.at(-1)?.update).toMatchObject({ epochs: [], filters: null, batch: null });
  });

  it('says nothing more once it is cancelled', () => {
    updates.row();
    updates.row();
    updates.cancel();
    clock.advance(1000);
    expect(sent).toHaveLength(1);
  });

  it('sends large filters less often, the latest of them in the end, and holds nothing else up for them', () => {
    const megabyte = 250_000;
    const seen = (): (FilterSet | null)[] =>
      sent.map(({ update }) => update.filters).filter((each) => each !== null);
    updates.filters(filtersOf(megabyte));
    expect(seen()).toHaveLength(1);
    const latest = filtersOf(megabyte);
    updates.filters(filtersOf(megabyte));
    updates.epoch(epoch(1), latest);
    clock.advance(300);
    expect(sent.flatMap(({ update }) => update.epochs)).toHaveLength(1);
    expect(seen()).toHaveLength(1);
    // Two runs share 5 megabytes a second.
    clock.advance(200);
    expect(seen()).toHaveLength(2);
    expect(seen()[1]).toBe(latest);
    const { length } = sent;
    clock.advance(1000);
    expect(sent).toHaveLength(length);
  });
});
