/** Whole powers, for Adam's bias corrections and for schedules. */

/** base^exponent for a whole exponent ≥ 0, by squaring: Math.pow differs in its last bits between engines. */
export function wholePower(base: number, exponent: number): number {
  let result = 1;
  let square = base;
  for (let rest = exponent; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) result *= square;
    square *= square;
  }
  return result;
}
