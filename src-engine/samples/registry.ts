/** The built-in picture sets, in the order the app offers them. */
import { deadLeaves } from './dead-leaves';
import type { SampleSet } from './sample-set';
import { shapes } from './shapes';

export const sampleSets: readonly SampleSet[] = [deadLeaves, shapes];
