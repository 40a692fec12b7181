/** What can be changed of a run, and to what. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseExperiment } from '../../../src-engine';
import { changeSchema, type RunEvent } from '../../../src-main/contract/runs';
import { changeOf, liveSettings, lowerRate, rangeOf } from './live-settings';

const experiment = parseExperiment({
  version: 1,
  name: 'with dropout',
  seed: 1,
  data: { dataset: 'cats', mode: 'images' },
  network: {
    layers: [
      { type: 'dropout', rate: 0.2 },
      { type: 'dense', units: 4, activation: 'sigmoid' },
    ],
  },
  objective: { target: 'input', loss: 'squaredError' },
  optimizer: { type: 'sgd', learningRate: 0.1, momentum: 0.9 },
  training: { epochs: 3, batchSize: 10 },
});

const moment = { atMs: 0, epoch: 1, batch: 0, x: 1, kind: 'change' as const };

describe('the settings of a run', () => {
  it('are those that it has, as they were changed last', () => {
    const events: RunEvent[] = [
      { ...moment, setting: 'dropout', layer: 0, from: 0.2, to: 0.6 },
      { ...moment, setting: 'momentum', layer: null, from: 0.9, to: 0 },
      { ...moment, setting: 'dropout', layer: 0, from: 0.6, to: 0.3 },
    ];
    expect(liveSettings(experiment, events)).toEqual([
      { setting: 'learningRate', layer: null, value: 0.1 },
      { setting: 'momentum', layer: null, value: 0 },
      { setting: 'dropout', layer: 0, value: 0.3 },
    ]);
  });

  it('leave out the momentum of an optimiser without one', () => {
    const adam = parseExperiment({ ...experiment, optimizer: { type: 'adam', learningRate: 0.01 } });
    expect(liveSettings(adam, []).map(({ setting }) => setting)).toEqual(['learningRate', 'dropout']);
  });
});

describe('a run whose numbers broke', () => {
  it('is tried again at a tenth of the rate it broke at', () => {
    const changed = { ...moment, setting: 'learningRate' as const, layer: null, from: 0.1, to: 3 };
    expect(lowerRate(experiment, [])).toBe(0.01);
    expect(lowerRate(experiment, [changed])).toBe(0.3);
  });
});

describe('a click', () => {
  it('leads from any value that may be to one that may be, for the contract too', () => {
    const setting = fc.constantFrom('learningRate' as const, 'momentum' as const, 'dropout' as const);
    fc.assert(
      fc.property(setting, fc.double({ min: 1e-9, max: 0.999, noNaN: true }), (kind, value) => {
        const range = rangeOf(kind);
        for (const next of [range.lower(value), range.raise(value)]) {
          expect(range.legal(next)).toBe(true);
          const change = changeOf({ setting: kind, layer: kind === 'dropout' ? 2 : null, value: next });
          expect(changeSchema.safeParse(change).success).toBe(true);
        }
      }),
    );
  });
});
