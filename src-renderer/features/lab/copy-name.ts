/** The name of a copy. */

/** `Digits (2)` for `Digits`, `Digits (3)` for that. */
export function copyName(name: string): string {
  const numbered = /^(.*) \((\d+)\)$/.exec(name);
  return numbered === null ? `${name} (2)` : `${numbered[1] ?? ''} (${Number(numbered[2]) + 1})`;
}
