/** One cycle (Smith & Topin 2018): the rate rises to its peak and falls far below where it began, along half cosines. */
import { number, type SpecOf } from '../spec/settings';
import { endFactor } from './end-factor';
import { halfCosine } from './half-cosine';
import type { ScheduleKind } from './schedule';

/** The fallbacks are those of PyTorch's OneCycleLR: a 25th of the peak at first, a 10,000th of that at the end. */
const settings = {
  warmUp: number({
    label: 'Warm-up',
    explanation: 'Part of all minibatches during which the rate rises to α.',
    above: 0,
    below: 1,
    fallback: 0.3,
    step: 0.05,
  }),
  startFactor: number({
    label: 'Begins at',
    explanation: 'Factor on α at the first minibatch.',
    min: 0,
    max: 1,
    fallback: 0.04,
    factor: 2,
  }),
  endFactor: { ...endFactor(0.000004), usual: 0.001 },
};

export type OneCycleSpec = SpecOf<'oneCycle', typeof settings>;

export const oneCycle: ScheduleKind<OneCycleSpec> = {
  type: 'oneCycle',
  word: 'one cycle',
  settings,
  example: { type: 'oneCycle', warmUp: 0.25, startFactor: 0.04, endFactor: 0.001 },

  inWords: ({ warmUp, startFactor, endFactor }, write) =>
    `one cycle: × ${write(startFactor)} up to 1 in the first ${write(warmUp)} of the run, then down to × ${write(endFactor)}`,

  factor({ warmUp, startFactor, endFactor }, { step, steps }) {
    const peak = warmUp * steps;
    if (step < peak) return 1 - (1 - startFactor) * halfCosine(step / peak);
    return endFactor + (1 - endFactor) * halfCosine((step - peak) / (steps - peak));
  },
};
