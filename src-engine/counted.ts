/** Numbers with their nouns, for messages: one thing, several things. */

/** E.g. `1 number` and `2 numbers`. @param plural where it is not the noun with an s */
export function counted(count: number, noun: string, plural = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : plural}`;
}
