/** Names of data sets, as people read them. */

/** Built-in sets are stored as e.g. `sample:shapes`. */
export function setWords(name: string): string {
  return name.replace(/^sample:/, '');
}
