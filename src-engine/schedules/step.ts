/** A fixed factor after every so many epochs: stairs. */
import { number, wholeNumber, type SpecOf } from '../spec/settings';
import { wholePower } from '../whole-power';
import type { ScheduleKind } from './schedule';

const settings = {
  everyEpochs: wholeNumber({
    label: 'Every epochs',
    explanation: 'Epochs on each stair.',
    min: 1,
    max: 1_000_000,
    fallback: 10,
  }),
  factor: number({
    label: 'Times',
    symbol: 'γ',
    explanation: 'What α is multiplied with on each stair, below 1.',
    above: 0,
    max: 1,
    fallback: 0.1,
    usual: 0.5,
    step: 0.1,
  }),
};

export type StepSpec = SpecOf<'step', typeof settings>;

export const step: ScheduleKind<StepSpec> = {
  type: 'step',
  word: 'stairs',
  settings,
  example: { type: 'step', everyEpochs: 10, factor: 0.5 },

  inWords: ({ everyEpochs, factor }, write) =>
    `× ${write(factor)} every ${everyEpochs === 1 ? 'epoch' : `${write(everyEpochs)} epochs`}`,

  factor: ({ everyEpochs, factor }, { epoch }) => wholePower(factor, Math.floor(epoch / everyEpochs)),
};
