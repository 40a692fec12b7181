/** The learning rate as it is. */
import type { SpecOf } from '../spec/settings';
import type { ScheduleKind } from './schedule';

const settings = {};

export type ConstantSpec = SpecOf<'constant', typeof settings>;

export const constant: ScheduleKind<ConstantSpec> = {
  type: 'constant',
  word: 'constant',
  settings,
  example: { type: 'constant' },
  inWords: () => 'constant',
  factor: () => 1,
};
