/** A smaller rate each time the loss has stopped falling. */
import { wholePower } from '../whole-power';
import type { ScheduleKind, SpecOf } from './schedule';

export const plateau: ScheduleKind<SpecOf<'plateau'>> = {
  type: 'plateau',
  example: { type: 'plateau', factor: 0.1, patience: 2, minDelta: 0.0001, minFactor: 0.001 },

  parse: (fields) => ({
    type: 'plateau',
    factor: fields.number('factor', { above: 0, below: 1, fallback: 0.1 }),
    patience: fields.integer('patience', { min: 1, max: 1_000_000, fallback: 10 }),
    minDelta: fields.number('minDelta', { min: 0, max: 1_000_000, fallback: 0.0001 }),
    minFactor: fields.number('minFactor', { min: 0, max: 1, fallback: 0 }),
  }),

  factor: ({ factor, minFactor }, { plateaus }) => Math.max(wholePower(factor, plateaus), minFactor),
};
