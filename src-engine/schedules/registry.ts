/** Every learning-rate schedule there is, as the Lab lists them. Types, parser, Lab, training and tests derive from it. */
import { constant } from './constant';
import { cosine } from './cosine';
import { oneCycle } from './one-cycle';
import { plateau } from './plateau';
import { step } from './step';
import type { ScheduleKind } from './schedule';

const kinds = { constant, step, cosine, oneCycle, plateau };

type Kinds = typeof kinds;

/** How the learning rate changes: each schedule is a factor on the optimiser's rate. */
export type ScheduleSpec = Kinds[keyof Kinds]['example'];

export const scheduleKinds: Readonly<Record<ScheduleSpec['type'], ScheduleKind>> = kinds;

export const scheduleTypes = Object.keys(scheduleKinds) as ScheduleSpec['type'][];
