/** Half a cosine from the full rate down to a part of it (Loshchilov & Hutter 2017, without restarts). */
import type { SpecOf } from '../spec/settings';
import { endFactor } from './end-factor';
import { halfCosine } from './half-cosine';
import type { ScheduleKind } from './schedule';

const settings = { endFactor: endFactor(0) };

export type CosineSpec = SpecOf<'cosine', typeof settings>;

export const cosine: ScheduleKind<CosineSpec> = {
  type: 'cosine',
  word: 'half a cosine',
  settings,
  example: { type: 'cosine', endFactor: 0.1 },

  inWords: ({ endFactor }, write) => `half a cosine down to × ${write(endFactor)}`,

  factor: ({ endFactor }, { step, steps }) => endFactor + (1 - endFactor) * halfCosine(step / steps),
};
