/** Which runs may be called best, and which numbers are not measured by one yardstick. */
import { describe, expect, it } from 'vitest';
import { parseExperiment, type Metrics } from '../../../src-engine';
import type { RunDetail } from '../../../src-main/contract/runs';
import { liveFromSummary } from '../../stores/live-run';
import type { ComparedRun } from './curves';
import { bestRuns, finalNumbers } from './final-numbers';

const base = {
  version: 1,
  name: 'base',
  seed: 1,
  optimizer: { type: 'sgd', learningRate: 0.1, momentum: 0 },
  data: { dataset: 'sample:dead-leaves', mode: 'patches', patchSize: [10, 10], patchCount: 500 },
  network: { layers: [{ type: 'dense', units: 100, activation: 'sigmoid' }] },
  objective: { target: 'input', loss: 'squaredError', weightDecay: 0 },
  training: { epochs: 2, batchSize: 10 },
};

const metrics = (loss: number, accuracy: number | null): Metrics => ({
  loss,
  data: loss,
  weightDecay: 0,
  sparsity: 0,
  accuracy,
});

function compared(id: number, test: Metrics | null, change: object = {}): ComparedRun {
  const experiment = parseExperiment({ ...base, ...change });
  const row = (epoch: number) => ({
    epoch,
    train: metrics(epoch, null),
    validation: metrics(epoch / 10, null),
    learningRate: 1,
    samplesPerSecond: 100 * epoch,
    durationMs: 1000 * epoch,
  });
  const detail = { id, test, weightsEpoch: 1, durationMs: 3000, parameterCount: 5, experiment } as RunDetail;
  const run = { ...liveFromSummary(detail), detail, epochs: [row(1), row(2)] };
  return { id, run, label: String(id), stroke: { colorToken: '--series-0', dash: [] } };
}

describe('finalNumbers', () => {
  it('are those of the epoch whose weights are kept, and the rate over all of them', () => {
    const numbers = finalNumbers(compared(1, metrics(0.5, null)));
    expect(numbers).toMatchObject({ trainLoss: 1, validationLoss: 0.1, testLoss: 0.5, parameterCount: 5 });
    // 100 samples in the first second, 400 in the two of the second epoch.
    expect(numbers.samplesPerSecond).toBeCloseTo(500 / 3, 9);
  });
});

describe('bestRuns', () => {
  it('marks the lowest loss and the highest accuracy, all of several equal ones', () => {
    const runs = [
      compared(1, metrics(0.5, 0.8)),
      compared(2, metrics(0.4, 0.9)),
      compared(3, metrics(0.6, 0.9)),
      compared(4, null),
    ];
    expect([...bestRuns(runs, 'testLoss')]).toEqual([2]);
    expect([...bestRuns(runs, 'testAccuracy')]).toEqual([2, 3]);
    expect([...bestRuns(runs, 'durationMs')]).toEqual([]);
  });

  it('marks none of a single number', () => {
    expect([...bestRuns([compared(1, metrics(1, 1)), compared(2, null)], 'testLoss')]).toEqual([]);
  });

  it('does not compare losses that hold another λ, nor anything over other pictures', () => {
    const ridge = { objective: { ...base.objective, weightDecay: 0.1 } };
    const decayed = [compared(1, metrics(1, 0.5)), compared(2, metrics(2, 0.6), ridge)];
    expect([...bestRuns(decayed, 'testLoss')]).toEqual([]);
    expect([...bestRuns(decayed, 'testAccuracy')]).toEqual([2]);
    const fewer = { data: { ...base.data, patchCount: 400 } };
    expect([
      ...bestRuns([compared(1, metrics(1, 0.5)), compared(2, metrics(2, 0.6), fewer)], 'testAccuracy'),
    ]).toEqual([]);
  });
});
