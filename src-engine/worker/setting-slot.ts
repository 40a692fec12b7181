/** A setting in one Int32 slot of the control buffer, so that it is never read half written. */

const bits = new Int32Array(1);
const float = new Float32Array(bits.buffer);

/** Digits that survive float32 and back, so that 0.001 stays 0.001. */
const digits = 6;

/**
 * What the host stores for a value ≥ 0; never 0, which asks for nothing. Of zero the other one is taken, −0, whose bits
 * are not 0.
 */
export function settingToSlot(value: number): number {
  float[0] = value === 0 ? -0 : value;
  return bits[0];
}

/** The value that was asked for, or null where the slot says nothing, or no number from 0 on. */
export function settingFromSlot(slot: number): number | null {
  bits[0] = slot;
  const value = float[0];
  if (slot === 0 || !(value >= 0) || !Number.isFinite(value)) return null;
  return Math.abs(Number(value.toPrecision(digits)));
}
