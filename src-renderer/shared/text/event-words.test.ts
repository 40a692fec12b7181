/** Events of a run read as sentences. */
import { describe, expect, it } from 'vitest';
import { eventPlace, eventWords } from './event-words';

const moment = { atMs: 0, epoch: 2, batch: null, x: 2 };

describe('the words of an event', () => {
  it('say from which state into which', () => {
    expect(eventWords({ ...moment, kind: 'state', from: null, to: 'queued', reason: null })).toBe(
      'Set up: Queued',
    );
    expect(eventWords({ ...moment, kind: 'state', from: 'running', to: 'interrupted', reason: null })).toBe(
      'Running → Interrupted',
    );
  });

  it('name the setting, its layer from 1, and both values as they would be typed', () => {
    const change = { ...moment, kind: 'change' as const };
    expect(eventWords({ ...change, setting: 'learningRate', layer: null, from: 0.01, to: 0.0001 })).toBe(
      'Learning rate α 0.01 → 1e-4',
    );
    expect(eventWords({ ...change, setting: 'dropout', layer: 1, from: 0.5, to: 0.2 })).toBe(
      'Dropout rate p of layer 2 0.5 → 0.2',
    );
  });

  it('say how many epochs there were to be before and after', () => {
    expect(eventWords({ ...moment, kind: 'extended', from: 10, to: 25 })).toBe('Epochs 10 → 25');
  });

  it('place it between minibatches where that is known', () => {
    expect(eventPlace({ epoch: 2, batch: 7 })).toBe('epoch 2, batch 7');
    expect(eventPlace({ epoch: 2, batch: null })).toBe('epoch 2');
  });
});
