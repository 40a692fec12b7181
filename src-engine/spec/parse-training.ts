/** Reads how long and at which pace an experiment trains. What is not asked for stays absent, so that old files stay the same. */
import { scheduleKinds, scheduleTypes } from '../schedules/registry';
import { readSpec } from './read-settings';
import type { EarlyStoppingSpec, ScheduleSpec, TrainingSpec } from './experiment';
import type { Fields } from './fields';

/** @throws EngineError('config') naming the first field that is wrong */
export function parseTraining(fields: Fields): TrainingSpec {
  const training = {
    epochs: fields.integer('epochs', { min: 1, max: 1_000_000 }),
    batchSize: fields.integer('batchSize', { min: 1, max: 1_000_000 }),
    ...parseSchedule(fields),
    ...(isGiven(fields, 'clipNorm') ? { clipNorm: fields.number('clipNorm', { above: 0, max: 1e9 }) } : {}),
    ...parseEarlyStopping(fields),
    ...(isGiven(fields, 'relaxed') && fields.boolean('relaxed', false) ? { relaxed: true as const } : {}),
  };
  fields.done();
  return training;
}

function isGiven(fields: Fields, key: string): boolean {
  const value = fields.raw(key);
  return value !== undefined && value !== null;
}

function parseSchedule(parent: Fields): { schedule?: ScheduleSpec } {
  if (!isGiven(parent, 'schedule')) return {};
  const fields = parent.object('schedule');
  const schedule = readSpec(scheduleKinds[fields.oneOf('type', scheduleTypes)], fields);
  fields.done();
  return schedule.type === 'constant' ? {} : { schedule };
}

function parseEarlyStopping(parent: Fields): { earlyStopping?: EarlyStoppingSpec } {
  if (!isGiven(parent, 'earlyStopping')) return {};
  const fields = parent.object('earlyStopping');
  const earlyStopping = {
    metric: fields.oneOf('metric', ['loss', 'accuracy'], 'loss'),
    patience: fields.integer('patience', { min: 1, max: 1_000_000, fallback: 10 }),
    minDelta: fields.number('minDelta', { min: 0, max: 1_000_000, fallback: 0 }),
  };
  fields.done();
  return { earlyStopping };
}
