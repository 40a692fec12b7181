/**
 * The numbers of the vector functions, in memory. A vector written into the code is put together anew from scalar
 * instructions in every round of a loop, for there are more of them than registers; loaded, each costs one
 * instruction, and neighbouring vectors can still be joined.
 */

/** Where the table lies; only `placeConstants` changes it. */
let table: usize = 0;

/** Bytes of the table; a multiple of a cache line. */
export function constantBytes(): usize {
  return 128;
}

/** Places in the table, in bytes. */
export const one: usize = 0;
export const two: usize = 4;
export const leak: usize = 8;
export const expHighest: usize = 12;
export const expLowest: usize = 16;
export const expPerLn2: usize = 20;
export const expRounding: usize = 24;
export const expLn2High: usize = 28;
export const expLn2Low: usize = 32;
/** Six coefficients, the highest power first. */
export const expSeries: usize = 36;
export const expBias: usize = 60;
/** Five coefficients, the highest power first. */
export const tanhSeries: usize = 64;
export const tanhNear: usize = 84;
export const signBit: usize = 88;
/** Six coefficients, the highest power first. */
export const logSeries: usize = 92;

/** Writes the table to an address that stays untouched from then on. */
export function placeConstants(at: usize): void {
  table = at;
  store<f32>(at, 1, one);
  store<f32>(at, 2, two);
  // Slope of the leaky ReLU below 0.
  store<f32>(at, 0.01, leak);
  store<f32>(at, 88, expHighest);
  store<f32>(at, -87, expLowest);
  store<f32>(at, 1.44269504, expPerLn2);
  store<f32>(at, 12582912, expRounding);
  store<f32>(at, -0.693359375, expLn2High);
  store<f32>(at, 2.12194440e-4, expLn2Low);
  store<f32>(at, 1.9875691500e-4, expSeries);
  store<f32>(at, 1.3981999507e-3, expSeries + 4);
  store<f32>(at, 8.3334519073e-3, expSeries + 8);
  store<f32>(at, 4.1665795894e-2, expSeries + 12);
  store<f32>(at, 1.6666665459e-1, expSeries + 16);
  store<f32>(at, 5.0000001201e-1, expSeries + 20);
  store<i32>(at, 127, expBias);
  store<f32>(at, -5.70498872745e-3, tanhSeries);
  store<f32>(at, 2.06390887954e-2, tanhSeries + 4);
  store<f32>(at, -5.37397155531e-2, tanhSeries + 8);
  store<f32>(at, 1.33314422036e-1, tanhSeries + 12);
  store<f32>(at, -3.33332819422e-1, tanhSeries + 16);
  store<f32>(at, 0.625, tanhNear);
  store<u32>(at, 0x80000000, signBit);
  store<f32>(at, 2.0 / 15.0, logSeries);
  store<f32>(at, 2.0 / 13.0, logSeries + 4);
  store<f32>(at, 2.0 / 11.0, logSeries + 8);
  store<f32>(at, 2.0 / 9.0, logSeries + 12);
  store<f32>(at, 2.0 / 7.0, logSeries + 16);
  store<f32>(at, 2.0 / 5.0, logSeries + 20);
  store<f32>(at, 2.0 / 3.0, logSeries + 24);
}

/** The table's address; read once a call, not once a number. A place in it has to be the load's own offset. */
@inline
export function constants(): usize {
  return table;
}
