/** How many runs can be compared at once: the address takes so many; more lines in one chart nobody can follow. */
export const mostCompared = 20;
