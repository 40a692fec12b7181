/** Runs of neighbouring numbers, too short for a call of their own: copy, add, clear. */

/** Two vectors, so that the engine can join them. */
@inline
function copyPair(source: usize, target: usize): void {
  const first = v128.load(source);
  const second = v128.load(source, 16);
  v128.store(target, first);
  v128.store(target, second, 16);
}

/** target = source. Shapes: [count]. */
@inline
export function copySpan(source: usize, target: usize, count: i32): void {
  let left = count;
  for (; left >= 8; left -= 8) {
    copyPair(source, target);
    source += 32;
    target += 32;
  }
  for (; left >= 4; left -= 4) {
    v128.store(target, v128.load(source));
    source += 16;
    target += 16;
  }
  for (; left > 0; left--) {
    store<f32>(target, load<f32>(source));
    source += 4;
    target += 4;
  }
}

/** The same, but reads and writes up to three numbers more: for spans written in rising order, each over the last one's surplus. */
@inline
export function copySpanLoosely(source: usize, target: usize, count: i32): void {
  let left = count;
  for (; left >= 8; left -= 8) {
    copyPair(source, target);
    source += 32;
    target += 32;
  }
  for (; left > 0; left -= 4) {
    v128.store(target, v128.load(source));
    source += 16;
    target += 16;
  }
}

/** target += factor·source. Shapes: [count]. */
@inline
export function addSpan(source: usize, target: usize, count: i32, factor: f32): void {
  const factor4 = f32x4.splat(factor);
  let left = count;
  for (; left >= 8; left -= 8) {
    const sum0 = f32x4.add(v128.load(target), f32x4.mul(factor4, v128.load(source)));
    const sum1 = f32x4.add(v128.load(target, 16), f32x4.mul(factor4, v128.load(source, 16)));
    v128.store(target, sum0);
    v128.store(target, sum1, 16);
    source += 32;
    target += 32;
  }
  for (; left >= 4; left -= 4) {
    v128.store(target, f32x4.add(v128.load(target), f32x4.mul(factor4, v128.load(source))));
    source += 16;
    target += 16;
  }
  for (; left > 0; left--) {
    store<f32>(target, load<f32>(target) + factor * load<f32>(source));
    source += 4;
    target += 4;
  }
}

/** target = 0. Shapes: [count]. */
@inline
export function clearSpan(target: usize, count: i32): void {
  let left = count;
  for (; left >= 4; left -= 4) {
    v128.store(target, f32x4.splat(0));
    target += 16;
  }
  for (; left > 0; left--) {
    store<f32>(target, 0);
    target += 4;
  }
}
