/** Which stroke each compared run has: it keeps its own while others come and go. */

import { mostCompared } from '../../shared/runs/most-compared';

/** Numbers of runs in an address, each once, at most `mostCompared`; what is no number is left out. */
export function parseRunIds(text: unknown): number[] {
  if (typeof text !== 'string') return [];
  const ids = text.split(',').filter((part) => /^[1-9]\d{0,8}$/.test(part));
  return [...new Set(ids.map(Number))].slice(0, mostCompared);
}

/**
 * Places of the runs: those that had one keep it, new ones get the lowest that is free.
 * @param before places of the runs compared until now
 */
export function assignPlaces(
  before: ReadonlyMap<number, number>,
  runIds: readonly number[],
): ReadonlyMap<number, number> {
  const places = new Map<number, number>();
  for (const id of runIds) {
    const place = before.get(id);
    if (place !== undefined) places.set(id, place);
  }
  const taken = new Set(places.values());
  let free = 0;
  for (const id of runIds) {
    if (places.has(id)) continue;
    while (taken.has(free)) free += 1;
    places.set(id, free);
    taken.add(free);
  }
  return places;
}
