/** Windows of a picture as the training patches were prepared: each its own mean removed, clipped, rescaled. */

/**
 * x ← offset + gain·clip(factor·(x − mean of its row), ±limit), in place. Shapes: rows [count,length]. In float64 with
 * a rounding to float32 after the mean, and summed from left to right: the bits of `applyPreprocessing`.
 */
export function centreRows(
  rows: usize,
  count: i32,
  length: i32,
  factor: f64,
  limit: f64,
  gain: f64,
  offset: f64,
): void {
  const bytes = <usize>length << 2;
  const per = <f64>length;
  // Sums of four rows at once: each has to wait for its last addition, but not for the others.
  for (; count >= 4; count -= 4) {
    let sum0: f64 = 0;
    let sum1: f64 = 0;
    let sum2: f64 = 0;
    let sum3: f64 = 0;
    const row1 = rows + bytes;
    const row2 = row1 + bytes;
    const row3 = row2 + bytes;
    for (let at: usize = 0; at < bytes; at += 4) {
      sum0 += <f64>load<f32>(rows + at);
      sum1 += <f64>load<f32>(row1 + at);
      sum2 += <f64>load<f32>(row2 + at);
      sum3 += <f64>load<f32>(row3 + at);
    }
    rescaleRow(rows, length, sum0 / per, factor, limit, gain, offset);
    rescaleRow(row1, length, sum1 / per, factor, limit, gain, offset);
    rescaleRow(row2, length, sum2 / per, factor, limit, gain, offset);
    rescaleRow(row3, length, sum3 / per, factor, limit, gain, offset);
    rows = row3 + bytes;
  }
  for (; count > 0; count--) {
    let sum: f64 = 0;
    for (let at: usize = 0; at < bytes; at += 4) sum += <f64>load<f32>(rows + at);
    rescaleRow(rows, length, sum / per, factor, limit, gain, offset);
    rows += bytes;
  }
}

function rescaleRow(row: usize, length: i32, mean: f64, factor: f64, limit: f64, gain: f64, offset: f64): void {
  let left = length;
  for (; left >= 4; left -= 4) {
    const x = v128.load(row);
    const low = rescalePair(x, mean, factor, limit, gain, offset);
    const high = rescalePair(v128.shuffle<i32>(x, x, 2, 3, 2, 3), mean, factor, limit, gain, offset);
    v128.store(row, v128.shuffle<i32>(low, high, 0, 1, 4, 5));
    row += 16;
  }
  for (; left > 0; left--) {
    const x = rescalePair(v128.load32_zero(row), mean, factor, limit, gain, offset);
    store<f32>(row, f32x4.extract_lane(x, 0));
    row += 4;
  }
}

/** Of the two lower numbers, to the two lower ones. A NaN stays in the first operand of pmin and pmax. */
@inline
function rescalePair(x: v128, mean: f64, factor: f64, limit: f64, gain: f64, offset: f64): v128 {
  const centred = f32x4.demote_f64x2_zero(f64x2.sub(f64x2.promote_low_f32x4(x), f64x2.splat(mean)));
  const scaled = f64x2.mul(f64x2.promote_low_f32x4(centred), f64x2.splat(factor));
  const clipped = f64x2.pmax(f64x2.pmin(scaled, f64x2.splat(limit)), f64x2.splat(-limit));
  return f32x4.demote_f64x2_zero(f64x2.add(f64x2.splat(offset), f64x2.mul(f64x2.splat(gain), clipped)));
}
