/** What the module asks of its host. */

/** Lets the host look up from a long call, e.g. to pause or to end it. */
@external('host', 'breathe')
export declare function breathe(): void;

/** Numbers between two breaths: some milliseconds. */
export const numbersAtOnce: i32 = 1 << 20;

/** Looks at the host where `most` of something have gone by; returns how many have since, with those that are to come. */
@inline
export function lookAfter(unseen: i32, coming: i32, most: i32): i32 {
  if (unseen < most) return unseen + coming;
  breathe();
  return coming;
}
