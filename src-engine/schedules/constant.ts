/** The learning rate as it is. */
import type { ScheduleKind, SpecOf } from './schedule';

export const constant: ScheduleKind<SpecOf<'constant'>> = {
  type: 'constant',
  example: { type: 'constant' },
  parse: () => ({ type: 'constant' }),
  factor: () => 1,
};
