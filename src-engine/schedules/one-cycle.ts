/** One cycle (Smith & Topin 2018): the rate rises to its peak and falls far below where it began, along half cosines. */
import { halfCosine } from './half-cosine';
import type { ScheduleKind, SpecOf } from './schedule';

export const oneCycle: ScheduleKind<SpecOf<'oneCycle'>> = {
  type: 'oneCycle',
  example: { type: 'oneCycle', warmUp: 0.25, startFactor: 0.04, endFactor: 0.001 },

  /** The defaults are those of PyTorch's OneCycleLR: a 25th of the peak at first, a 10,000th of that at the end. */
  parse: (fields) => ({
    type: 'oneCycle',
    warmUp: fields.number('warmUp', { above: 0, below: 1, fallback: 0.3 }),
    startFactor: fields.number('startFactor', { min: 0, max: 1, fallback: 0.04 }),
    endFactor: fields.number('endFactor', { min: 0, max: 1, fallback: 0.000004 }),
  }),

  factor({ warmUp, startFactor, endFactor }, { step, steps }) {
    const peak = warmUp * steps;
    if (step < peak) return 1 - (1 - startFactor) * halfCosine(step / peak);
    return endFactor + (1 - endFactor) * halfCosine((step - peak) / (steps - peak));
  },
};
