/** Changes are said with their symbol and lie where they happened; states are no changes. */
import { expect, it } from 'vitest';
import type { RunEvent } from '../../../src-main/contract/runs';
import { changeMarks } from './change-marks';

const moment = { atMs: 0, epoch: 2, batch: 5 };
const events: readonly RunEvent[] = [
  { ...moment, x: 0, kind: 'state', from: null, to: 'preparing', reason: null },
  { ...moment, x: 2.5, kind: 'change', setting: 'learningRate', layer: null, from: 0.01, to: 0.0001 },
  { ...moment, x: 3, kind: 'change', setting: 'dropout', layer: 1, from: 0.5, to: 0.2 },
  { ...moment, x: 4, kind: 'extended', from: 4, to: 8 },
];

it('marks changes of settings and of length, and nothing else', () => {
  expect(changeMarks(events)).toEqual([
    { x: 2.5, label: 'α 0.01 → 1e-4' },
    { x: 3, label: 'dropout of layer 2 0.5 → 0.2' },
    { x: 4, label: 'epochs 4 → 8' },
  ]);
});
