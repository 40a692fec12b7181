/** Pages of a list that may become shorter while one of them is looked at. */

/** Index of the first entry of the page shown: the one asked for, or the last page there still is. */
export function offsetWithin(offset: number, total: number, pageSize: number): number {
  if (offset < total) return offset;
  return Math.max(0, Math.floor((total - 1) / pageSize) * pageSize);
}
