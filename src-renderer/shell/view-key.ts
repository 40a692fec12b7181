/** Which key leads to which view: 1 to 9 in the order of the rail, then 0. Settings are reached by Ctrl/⌘ and a comma. Pure. */

const keys = '1234567890';

/** @param index place of the view in the rail, from 0 */
export function viewKey(index: number): string | undefined {
  return keys[index];
}

/** Place of the view in the rail; undefined for any other key. With Ctrl or ⌘, 0 is left to the zoom. */
export function viewOfKey(key: string, withCommand: boolean): number | undefined {
  const index = key.length === 1 ? keys.indexOf(key) : -1;
  return index < 0 || (withCommand && key === '0') ? undefined : index;
}
