/** Which runs the table shows and in which order: what the search box, the chips and the heads of columns make of it. Pure. */
import type { RunQuery, RunSort } from '../../../src-main/contract/run-history';
import type { RunState } from '../../../src-main/contract/runs';

/** current: all but archived ones · bin: what was deleted and can still be restored. */
export type Shelf = 'current' | 'archived' | 'all' | 'bin';

export interface RunFilter {
  readonly text: string;
  readonly states: readonly RunState[];
  readonly datasets: readonly string[];
  readonly tags: readonly string[];
  readonly sweepId: number | null;
  readonly shelf: Shelf;
}

export interface RunOrder {
  readonly by: RunSort;
  readonly descending: boolean;
}

export const noFilter: RunFilter = {
  text: '',
  states: [],
  datasets: [],
  tags: [],
  sweepId: null,
  shelf: 'current',
};

export const newestFirst: RunOrder = { by: 'created', descending: true };

export function isFiltered(filter: RunFilter): boolean {
  const { text, states, datasets, tags, sweepId, shelf } = filter;
  const lists: readonly (readonly string[])[] = [states, datasets, tags];
  return (
    text.trim() !== '' || lists.some(({ length }) => length > 0) || sweepId !== null || shelf !== 'current'
  );
}

/** In the list or out of it. */
export function toggled<T>(list: readonly T[], value: T): readonly T[] {
  return list.includes(value) ? list.filter((other) => other !== value) : [...list, value];
}

const archivedOf = { current: 'without', archived: 'only', all: 'with', bin: 'with' } as const;

/** The question to main, without a page. */
export function questionOf(filter: RunFilter, order: RunOrder): Omit<RunQuery, 'offset' | 'limit'> {
  return {
    text: filter.text.trim(),
    states: [...filter.states],
    datasets: [...filter.datasets],
    tags: [...filter.tags],
    sweepId: filter.sweepId,
    archived: archivedOf[filter.shelf],
    bin: filter.shelf === 'bin',
    pinnedFirst: true,
    sort: { by: order.by, descending: order.descending },
  };
}

/** The other direction on the second click; another column begins in its own. */
export function sortedBy(order: RunOrder, by: RunSort, isDescendingFirst: boolean): RunOrder {
  return { by, descending: order.by === by ? !order.descending : isDescendingFirst };
}
