/** Sorts indices by small whole keys, in one pass and without comparing: prompt for millions of samples. */

/**
 * The indices of `order` by rising key; equal keys keep their order.
 * Shapes: keys [n], each ≥ `least`; order [m] of indices into keys → [m], a new array.
 */
export function orderByKey(order: Uint32Array, keys: Int32Array | Uint32Array, least: number): Uint32Array {
  let most = least;
  for (const key of keys) if (key > most) most = key;
  const next = new Uint32Array(most - least + 2);
  for (const index of order) next[keys[index] - least + 1] += 1;
  for (let key = 1; key < next.length; key += 1) next[key] += next[key - 1];
  const sorted = new Uint32Array(order.length);
  for (const index of order) {
    const place = keys[index] - least;
    sorted[next[place]] = index;
    next[place] += 1;
  }
  return sorted;
}
