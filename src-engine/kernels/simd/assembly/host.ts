/** What the module asks of its host. */

/** Lets the host look up from a long call, e.g. to pause or to end it. */
@external('host', 'breathe')
export declare function breathe(): void;

/** Numbers between two breaths: some milliseconds. */
export const numbersAtOnce: i32 = 1 << 20;
