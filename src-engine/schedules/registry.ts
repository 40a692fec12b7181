/** Every learning-rate schedule there is; parser, training and tests derive from this list. */
import { constant } from './constant';
import { cosine } from './cosine';
import { oneCycle } from './one-cycle';
import { plateau } from './plateau';
import { step } from './step';
import type { ScheduleKind } from './schedule';
import type { ScheduleSpec } from '../spec/experiment';

export const scheduleKinds: Readonly<Record<ScheduleSpec['type'], ScheduleKind>> = {
  constant,
  step,
  cosine,
  oneCycle,
  plateau,
};

export const scheduleTypes = Object.keys(scheduleKinds) as ScheduleSpec['type'][];
