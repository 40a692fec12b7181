/** Half a cosine from the full rate down to a part of it (Loshchilov & Hutter 2017, without restarts). */
import { halfCosine } from './half-cosine';
import type { ScheduleKind, SpecOf } from './schedule';

export const cosine: ScheduleKind<SpecOf<'cosine'>> = {
  type: 'cosine',
  example: { type: 'cosine', endFactor: 0.1 },

  parse: (fields) => ({
    type: 'cosine',
    endFactor: fields.number('endFactor', { min: 0, max: 1, fallback: 0 }),
  }),

  factor: ({ endFactor }, { step, steps }) => endFactor + (1 - endFactor) * halfCosine(step / steps),
};
