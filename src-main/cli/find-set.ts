/** A data set as people name it on the command line. */
import { AppError } from '../contract/errors';
import type { Lab } from '../lab';

/** @param wanted its name or number @throws AppError('notFound') naming the sets there are */
export function findSet(lab: Lab, wanted: string): { readonly id: number; readonly name: string } {
  const sets = lab.datasets.list().filter(({ state }) => state === 'ready');
  const found = sets.find(({ name }) => name === wanted) ?? sets.find(({ id }) => String(id) === wanted);
  if (found !== undefined) return found;
  const names = sets.map(({ name }) => name).join(', ');
  throw new AppError('notFound', `There is no data set "${wanted}" that is ready. There are: ${names}.`);
}
