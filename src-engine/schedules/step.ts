/** A fixed factor after every so many epochs: stairs. */
import { wholePower } from '../whole-power';
import type { ScheduleKind, SpecOf } from './schedule';

export const step: ScheduleKind<SpecOf<'step'>> = {
  type: 'step',
  example: { type: 'step', everyEpochs: 10, factor: 0.5 },

  parse: (fields) => ({
    type: 'step',
    everyEpochs: fields.integer('everyEpochs', { min: 1, max: 1_000_000, fallback: 10 }),
    factor: fields.number('factor', { above: 0, max: 1, fallback: 0.1 }),
  }),

  factor: ({ everyEpochs, factor }, { epoch }) => wholePower(factor, Math.floor(epoch / everyEpochs)),
};
