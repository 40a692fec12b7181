/** What the measures of filters look at: pictures of units, however they were made. */
import { EngineError } from '../errors';
import type { FilterSet } from '../worker/protocol';

/** Values [units, height, width, channels]. */
export type FilterPictures = Pick<FilterSet, 'units' | 'height' | 'width' | 'channels' | 'values'>;

/**
 * @param measure for people, the first word of the message
 * @throws EngineError('shape') when the values are not units × h·w·c numbers
 */
export function requireFilterShape(measure: string, filters: FilterPictures): void {
  const { units, height, width, channels, values } = filters;
  if (values.length === units * height * width * channels) return;
  throw new EngineError(
    'shape',
    `${measure} needs ${units} × ${height}·${width}·${channels} values, got ${values.length}.`,
  );
}

/** Whether the picture of a unit is all zeros, which says nothing of it. */
export function isBlank({ units, values }: FilterPictures, unit: number): boolean {
  const length = values.length / units;
  return values.subarray(unit * length, (unit + 1) * length).every((value) => value === 0);
}
