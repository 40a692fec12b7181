/** Which pictures of a set stand for all of it. */

/** Places in a set of `total`, evenly spread, each once. */
export function spreadPlaces(total: number, wanted: number): number[] {
  const count = Math.min(total, wanted);
  return Array.from({ length: count }, (_, index) => Math.floor(((index + 0.5) * total) / count));
}
