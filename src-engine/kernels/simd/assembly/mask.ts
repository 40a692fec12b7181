/** Random masks from Philox4x32-10 (Salmon, Moraes, Dror & Shaw 2011), the same numbers as the engine's own generator. */

/**
 * 0 where the random word is below `limit`, else `kept`. Shapes: mask [rows,columns]. Overwrites mask.
 * Word j of row r is word j mod 4 at the counter [⌊j/4⌋, firstRow + r, index, step] under [seed, purpose].
 */
export function randomMask(
  mask: usize,
  rows: i32,
  columns: i32,
  limit: u32,
  kept: f32,
  seed: u32,
  purpose: u32,
  index: u32,
  step: u32,
  firstRow: u32,
): void {
  for (let row = 0; row < rows; row++) {
    for (let j = 0; j < columns; j += 4) {
      let c0 = <u32>(j >> 2);
      let c1 = firstRow + <u32>row;
      let c2 = index;
      let c3 = step;
      let k0 = seed;
      let k1 = purpose;
      for (let round = 0; round < 10; round++) {
        const product0 = <u64>0xd2511f53 * <u64>c0;
        const product1 = <u64>0xcd9e8d57 * <u64>c2;
        c0 = <u32>(product1 >> 32) ^ c1 ^ k0;
        c1 = <u32>product1;
        c2 = <u32>(product0 >> 32) ^ c3 ^ k1;
        c3 = <u32>product0;
        k0 += 0x9e3779b9;
        k1 += 0xbb67ae85;
      }
      const left = columns - j;
      store<f32>(mask, c0 < limit ? 0 : kept);
      if (left > 1) store<f32>(mask, c1 < limit ? 0 : kept, 4);
      if (left > 2) store<f32>(mask, c2 < limit ? 0 : kept, 8);
      if (left > 3) store<f32>(mask, c3 < limit ? 0 : kept, 12);
      mask += <usize>min(left, 4) << 2;
    }
  }
}
