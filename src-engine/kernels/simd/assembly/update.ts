/**
 * Weight decay and the optimisers' updates, one pass each. The updates report whether every gradient and every
 * new parameter is finite: x − x is 0 exactly where x is, and NaN otherwise.
 */
import { loadPart, storePart, sumLanes } from './math';

/** gradient += λ·weights (accumulates); returns λ/2 Σ W². */
export function ridge(weights: usize, gradient: usize, count: i32, lambda: f32): f64 {
  const factor = f32x4.splat(lambda);
  let total: f64 = 0;
  let left = count;
  while (left >= 4) {
    // Short float32 sums, collected in float64, lose nothing that matters.
    let sum = f32x4.splat(0);
    for (const stop = max(left - 256, 0); left >= 4 && left > stop; left -= 4) {
      const w = v128.load(weights);
      v128.store(gradient, f32x4.add(v128.load(gradient), f32x4.mul(factor, w)));
      sum = f32x4.add(sum, f32x4.mul(w, w));
      weights += 16;
      gradient += 16;
    }
    total += <f64>sumLanes(sum);
  }
  for (; left > 0; left--) {
    const w = load<f32>(weights);
    store<f32>(gradient, load<f32>(gradient) + lambda * w);
    total += <f64>(w * w);
    weights += 4;
    gradient += 4;
  }
  return 0.5 * <f64>lambda * total;
}

/** v ← μv + g, W ← W − αv. Shapes: all [count]. In place. Returns whether all is finite. */
export function sgdUpdate(
  parameters: usize,
  gradients: usize,
  velocity: usize,
  count: i32,
  learningRate: f32,
  momentum: f32,
): bool {
  const rate = f32x4.splat(learningRate);
  const keep = f32x4.splat(momentum);
  let poison0 = f32x4.splat(0);
  let poison1 = f32x4.splat(0);
  const bytes = <usize>(count & ~3) << 2;
  let at: usize = 0;
  // Two vectors side by side, line by line, so that the engine can join them.
  for (; at + 32 <= bytes; at += 32) {
    const g0 = v128.load(gradients + at);
    const g1 = v128.load(gradients + at, 16);
    const v0 = f32x4.add(f32x4.mul(keep, v128.load(velocity + at)), g0);
    const v1 = f32x4.add(f32x4.mul(keep, v128.load(velocity + at, 16)), g1);
    const w0 = f32x4.sub(v128.load(parameters + at), f32x4.mul(rate, v0));
    const w1 = f32x4.sub(v128.load(parameters + at, 16), f32x4.mul(rate, v1));
    v128.store(velocity + at, v0);
    v128.store(velocity + at, v1, 16);
    v128.store(parameters + at, w0);
    v128.store(parameters + at, w1, 16);
    poison0 = f32x4.add(poison0, f32x4.add(f32x4.sub(g0, g0), f32x4.sub(w0, w0)));
    poison1 = f32x4.add(poison1, f32x4.add(f32x4.sub(g1, g1), f32x4.sub(w1, w1)));
  }
  let poison = f32x4.add(poison0, poison1);
  for (; at < bytes; at += 16) {
    const g = v128.load(gradients + at);
    const v = f32x4.add(f32x4.mul(keep, v128.load(velocity + at)), g);
    const w = f32x4.sub(v128.load(parameters + at), f32x4.mul(rate, v));
    v128.store(velocity + at, v);
    v128.store(parameters + at, w);
    poison = f32x4.add(poison, f32x4.add(f32x4.sub(g, g), f32x4.sub(w, w)));
  }
  const rest = count & 3;
  if (rest) {
    const g = loadPart(gradients + bytes, rest, 0);
    const v = f32x4.add(f32x4.mul(keep, loadPart(velocity + bytes, rest, 0)), g);
    const w = f32x4.sub(loadPart(parameters + bytes, rest, 0), f32x4.mul(rate, v));
    storePart(velocity + bytes, rest, v);
    storePart(parameters + bytes, rest, w);
    poison = f32x4.add(poison, f32x4.add(f32x4.sub(g, g), f32x4.sub(w, w)));
  }
  return sumLanes(poison) == 0;
}

/** v ← μv + g, W ← W − α(g + μv). Shapes: all [count]. In place. Returns whether all is finite. */
export function nesterovUpdate(
  parameters: usize,
  gradients: usize,
  velocity: usize,
  count: i32,
  learningRate: f32,
  momentum: f32,
): bool {
  const rate = f32x4.splat(learningRate);
  const keep = f32x4.splat(momentum);
  let poison = f32x4.splat(0);
  let at: usize = 0;
  for (let left = count; left > 0; left -= 4) {
    const rest = left < 4 ? left : 0;
    const g = rest ? loadPart(gradients + at, rest, 0) : v128.load(gradients + at);
    const oldV = rest ? loadPart(velocity + at, rest, 0) : v128.load(velocity + at);
    const oldW = rest ? loadPart(parameters + at, rest, 0) : v128.load(parameters + at);
    const v = f32x4.add(f32x4.mul(keep, oldV), g);
    const w = f32x4.sub(oldW, f32x4.mul(rate, f32x4.add(g, f32x4.mul(keep, v))));
    poison = f32x4.add(poison, f32x4.add(f32x4.sub(g, g), f32x4.sub(w, w)));
    if (rest) {
      storePart(velocity + at, rest, v);
      storePart(parameters + at, rest, w);
    } else {
      v128.store(velocity + at, v);
      v128.store(parameters + at, w);
    }
    at += 16;
  }
  return sumLanes(poison) == 0;
}

/** v ← ρv + (1 − ρ)g², W ← W − αg/(√v + ε). Shapes: all [count]. In place. Returns whether all is finite. */
export function rmspropUpdate(
  parameters: usize,
  gradients: usize,
  meanSquare: usize,
  count: i32,
  learningRate: f32,
  rho: f32,
  epsilon: f32,
  newShare: f32,
): bool {
  let poison = f32x4.splat(0);
  let at: usize = 0;
  for (let left = count; left > 0; left -= 4) {
    const rest = left < 4 ? left : 0;
    const g = rest ? loadPart(gradients + at, rest, 0) : v128.load(gradients + at);
    const oldV = rest ? loadPart(meanSquare + at, rest, 0) : v128.load(meanSquare + at);
    const oldW = rest ? loadPart(parameters + at, rest, 0) : v128.load(parameters + at);
    const v = f32x4.add(
      f32x4.mul(f32x4.splat(rho), oldV),
      f32x4.mul(f32x4.mul(f32x4.splat(newShare), g), g),
    );
    const size = f32x4.add(f32x4.sqrt(v), f32x4.splat(epsilon));
    const w = f32x4.sub(oldW, f32x4.div(f32x4.mul(f32x4.splat(learningRate), g), size));
    poison = f32x4.add(poison, f32x4.add(f32x4.sub(g, g), f32x4.sub(w, w)));
    if (rest) {
      storePart(meanSquare + at, rest, v);
      storePart(parameters + at, rest, w);
    } else {
      v128.store(meanSquare + at, v);
      v128.store(parameters + at, w);
    }
    at += 16;
  }
  return sumLanes(poison) == 0;
}

/** Adam with step = α/(1 − β₁ᵗ), scale = 1/√(1 − β₂ᵗ), parameters times keep first. Shapes: all [count]. In place. Returns whether all is finite. */
export function adamUpdate(
  parameters: usize,
  gradients: usize,
  firstMoment: usize,
  secondMoment: usize,
  count: i32,
  step: f32,
  beta1: f32,
  beta2: f32,
  scale: f32,
  epsilon: f32,
  newShare1: f32,
  newShare2: f32,
  keep: f32,
): bool {
  const b1 = f32x4.splat(beta1);
  const b2 = f32x4.splat(beta2);
  const new1 = f32x4.splat(newShare1);
  const new2 = f32x4.splat(newShare2);
  const s = f32x4.splat(scale);
  const e = f32x4.splat(epsilon);
  const rate = f32x4.splat(step);
  const kept = f32x4.splat(keep);
  let poison0 = f32x4.splat(0);
  let poison1 = f32x4.splat(0);
  let at: usize = 0;
  let left = count;
  // Two vectors side by side, line by line, so that the engine can join them.
  for (; left >= 8; left -= 8) {
    const g0 = v128.load(gradients + at);
    const g1 = v128.load(gradients + at, 16);
    const m0 = f32x4.add(f32x4.mul(b1, v128.load(firstMoment + at)), f32x4.mul(new1, g0));
    const m1 = f32x4.add(f32x4.mul(b1, v128.load(firstMoment + at, 16)), f32x4.mul(new1, g1));
    const v0 = f32x4.add(f32x4.mul(b2, v128.load(secondMoment + at)), f32x4.mul(f32x4.mul(new2, g0), g0));
    const v1 = f32x4.add(f32x4.mul(b2, v128.load(secondMoment + at, 16)), f32x4.mul(f32x4.mul(new2, g1), g1));
    const size0 = f32x4.add(f32x4.mul(f32x4.sqrt(v0), s), e);
    const size1 = f32x4.add(f32x4.mul(f32x4.sqrt(v1), s), e);
    const w0 = f32x4.sub(f32x4.mul(kept, v128.load(parameters + at)), f32x4.div(f32x4.mul(rate, m0), size0));
    const w1 = f32x4.sub(f32x4.mul(kept, v128.load(parameters + at, 16)), f32x4.div(f32x4.mul(rate, m1), size1));
    v128.store(firstMoment + at, m0);
    v128.store(firstMoment + at, m1, 16);
    v128.store(secondMoment + at, v0);
    v128.store(secondMoment + at, v1, 16);
    v128.store(parameters + at, w0);
    v128.store(parameters + at, w1, 16);
    poison0 = f32x4.add(poison0, f32x4.add(f32x4.sub(g0, g0), f32x4.sub(w0, w0)));
    poison1 = f32x4.add(poison1, f32x4.add(f32x4.sub(g1, g1), f32x4.sub(w1, w1)));
    at += 32;
  }
  for (; left > 0; left -= 4) {
    const rest = left < 4 ? left : 0;
    const g = rest ? loadPart(gradients + at, rest, 0) : v128.load(gradients + at);
    const oldM = rest ? loadPart(firstMoment + at, rest, 0) : v128.load(firstMoment + at);
    const oldV = rest ? loadPart(secondMoment + at, rest, 0) : v128.load(secondMoment + at);
    const oldW = rest ? loadPart(parameters + at, rest, 0) : v128.load(parameters + at);
    const m = f32x4.add(f32x4.mul(b1, oldM), f32x4.mul(new1, g));
    const v = f32x4.add(f32x4.mul(b2, oldV), f32x4.mul(f32x4.mul(new2, g), g));
    const size = f32x4.add(f32x4.mul(f32x4.sqrt(v), s), e);
    const w = f32x4.sub(f32x4.mul(kept, oldW), f32x4.div(f32x4.mul(rate, m), size));
    poison0 = f32x4.add(poison0, f32x4.add(f32x4.sub(g, g), f32x4.sub(w, w)));
    if (rest) {
      storePart(firstMoment + at, rest, m);
      storePart(secondMoment + at, rest, v);
      storePart(parameters + at, rest, w);
    } else {
      v128.store(firstMoment + at, m);
      v128.store(secondMoment + at, v);
      v128.store(parameters + at, w);
    }
    at += 16;
  }
  return sumLanes(f32x4.add(poison0, poison1)) == 0;
}
