/** The page's picture of a run survives late, doubled and missing messages. */
import { describe, expect, it } from 'vitest';
import type { BatchProgress, EpochRow, RunDetail, RunUpdate } from '../../src-main/contract/runs';
import { mergeEpochs, progressOf, withDetail, withUpdate } from './live-run';
import { runSummary } from './run-fixture';

const metrics = { loss: 1, data: 1, weightDecay: 0, sparsity: 0, accuracy: null };

function row(epoch: number, loss = 1): EpochRow {
  return {
    epoch,
    train: { ...metrics, loss },
    validation: null,
    learningRate: 0.001,
    samplesPerSecond: 1000,
    durationMs: 10,
  };
}

function batch(epoch: number, number: number): BatchProgress {
  const computing = { samplesPerSecond: 1000, kernels: 'reference', threads: 1, dropped: [], activity: [] };
  return { epoch, batch: number, batchesPerEpoch: 10, metrics, ...computing };
}

const summary = runSummary({ state: 'running', epochsDone: 2 });

function update(seq: number, changes: Partial<RunUpdate> = {}): RunUpdate {
  return {
    runId: 1,
    seq,
    run: summary,
    batch: null,
    preparation: null,
    epochs: [],
    events: [],
    filters: null,
    secondsLeft: null,
    savedAtMs: null,
    ...changes,
  };
}

describe('withUpdate', () => {
  it('keeps how far the filters are learned until the first minibatch', () => {
    const learning = withUpdate(undefined, update(1, { preparation: { iterations: 4, of: 9 } }));
    expect(withUpdate(learning, update(2)).preparation).toEqual({ iterations: 4, of: 9 });
    expect(withUpdate(learning, update(2, { batch: batch(1, 1) })).preparation).toBeNull();
  });

  it('drops a message that is older than the latest', () => {
    const live = withUpdate(undefined, update(5, { epochs: [row(1)] }));
    expect(withUpdate(live, update(4, { epochs: [row(2)] }))).toBe(live);
    expect(withUpdate(live, update(5, { epochs: [row(2)] }))).toBe(live);
  });

  it('keeps the filters and the time of saving of earlier messages', () => {
    const live = withUpdate(undefined, update(1, { savedAtMs: 99 }));
    expect(withUpdate(live, update(2)).savedAtMs).toBe(99);
  });

  it('forgets the trace after the epoch from which a run was resumed', () => {
    let live = withUpdate(undefined, update(1, { batch: batch(3, 5) }));
    live = withUpdate(live, update(2, { batch: batch(3, 9) }));
    live = withUpdate(live, update(3, { batch: batch(3, 1) }));
    expect(live.trace.map((point) => point.x)).toEqual([2.1]);
  });

  it('keeps a long trace drawable', () => {
    let live = withUpdate(undefined, update(0, { batch: batch(1, 1) }));
    for (let seq = 1; seq < 5000; seq++) {
      live = withUpdate(live, update(seq, { batch: batch(1 + Math.floor(seq / 10), seq % 10) }));
    }
    expect(live.trace.length).toBeLessThanOrEqual(1200);
    expect(live.trace.at(-1)?.x).toBeGreaterThan(490);
  });
});

describe('withDetail', () => {
  const detail = {
    ...summary,
    epochs: [row(1), row(2, 7)],
    snapshotEpochs: [1, 2],
    layers: [],
    events: [],
  } as unknown as RunDetail;

  it('does not overwrite what the stream has said meanwhile', () => {
    const streamed = withUpdate(undefined, update(1, { epochs: [row(2, 3), row(3)] }));
    const live = withDetail(streamed, detail);
    expect(live.epochs.map((epoch) => [epoch.epoch, epoch.train.loss])).toEqual([
      [1, 1],
      [2, 3],
      [3, 1],
    ]);
  });

  it('offers no epoch whose filters were dropped since', () => {
    const early = withDetail(undefined, detail);
    expect(withDetail(early, { ...detail, snapshotEpochs: [1, 3] }).snapshotEpochs).toEqual([1, 3]);
  });
});

describe('the summary of a run that was followed', () => {
  const noted = { ...summary, note: 'noisy', epochs: [], snapshotEpochs: [], layers: [], events: [] };

  it('is what is stored once the run has ended, and what the stream said while it is under way', () => {
    const running = withUpdate(undefined, update(1));
    expect(withDetail(running, noted as unknown as RunDetail).summary.note).toBe('');
    const ended = withUpdate(undefined, update(1, { run: { ...summary, state: 'finished' } }));
    expect(withDetail(ended, noted as unknown as RunDetail).summary.note).toBe('noisy');
  });
});

describe('mergeEpochs', () => {
  it('orders rows by epoch', () => {
    expect(mergeEpochs([row(3)], [row(1)]).map((epoch) => epoch.epoch)).toEqual([1, 3]);
  });
});

describe('progressOf', () => {
  it('counts the minibatches of the epoch being trained', () => {
    const live = withUpdate(undefined, update(1, { batch: batch(3, 5) }));
    expect(progressOf(live)).toBeCloseTo(0.25);
  });

  it('does not count an epoch twice when its last minibatch is still the latest', () => {
    const live = withUpdate(undefined, update(1, { batch: batch(2, 10) }));
    expect(progressOf(live)).toBeCloseTo(0.2);
  });
});
