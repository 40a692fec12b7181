/** A smaller rate each time the loss has stopped falling. */
import { number, wholeNumber, type SpecOf } from '../spec/settings';
import { wholePower } from '../whole-power';
import type { ScheduleKind } from './schedule';

const settings = {
  factor: number({
    label: 'Times',
    symbol: 'γ',
    explanation: 'What α is multiplied with on each stair, below 1.',
    above: 0,
    below: 1,
    fallback: 0.1,
    step: 0.1,
  }),
  patience: wholeNumber({
    label: 'Plateau epochs',
    explanation: 'Epochs without a lower loss after which the rate falls.',
    min: 1,
    max: 1_000_000,
    fallback: 10,
    usual: 5,
  }),
  minDelta: number({
    label: 'Lower by',
    explanation: 'What counts as a lower loss must be lower by this.',
    min: 0,
    max: 1_000_000,
    fallback: 0.0001,
    factor: 10,
  }),
  minFactor: number({
    label: 'Least factor',
    explanation: 'The rate never falls below α times this.',
    min: 0,
    max: 1,
    fallback: 0,
    factor: 10,
  }),
};

export type PlateauSpec = SpecOf<'plateau', typeof settings>;

export const plateau: ScheduleKind<PlateauSpec> = {
  type: 'plateau',
  word: 'on plateau',
  settings,
  example: { type: 'plateau', factor: 0.1, patience: 2, minDelta: 0.0001, minFactor: 0.001 },

  inWords: ({ factor, patience }, write) =>
    `× ${write(factor)} after ${write(patience)} ${patience === 1 ? 'epoch' : 'epochs'} without a lower loss`,

  factor: ({ factor, minFactor }, { plateaus }) => Math.max(wholePower(factor, plateaus), minFactor),
};
