/** A learning rate in one Int32 slot of the control buffer, so that it is never read half written. */

const bits = new Int32Array(1);
const float = new Float32Array(bits.buffer);

/** Digits that survive float32 and back, so that 0.001 stays 0.001. */
const digits = 6;

/** What the host stores in `controlSlot.learningRate`; 0 asks for nothing. */
export function rateToSlot(rate: number): number {
  float[0] = rate;
  return bits[0];
}

/** The rate that was asked for, or null where the slot says nothing, or no rate above 0. */
export function rateFromSlot(slot: number): number | null {
  bits[0] = slot;
  const rate = float[0];
  return rate > 0 && Number.isFinite(rate) ? Number(rate.toPrecision(digits)) : null;
}
