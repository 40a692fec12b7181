/**
 * Fast Fourier and cosine transforms of power-of-two length on separate real and imaginary arrays.
 * Twiddle factors come from half-angle formulas with square roots alone, so the bits agree everywhere.
 */

/** Transforms of one fixed length, in place on [length] arrays, allocating nothing. */
export interface LineTransform {
  readonly length: number;
  forward(re: Float64Array, im: Float64Array): void;
  inverse(re: Float64Array, im: Float64Array): void;
}

interface Roots {
  readonly cos: Float64Array;
  readonly sin: Float64Array;
}

export function nextPowerOfTwo(atLeast: number): number {
  let power = 1;
  while (power < atLeast) power *= 2;
  return power;
}

/**
 * cos and sin of 2πk/order for k = 0…count−1, count ≤ order/2. The roots at powers of two come from halved
 * angles, the others are products of at most log₂ count of them, so errors stay near one rounding.
 */
function rootsOfUnity(order: number, count: number): Roots {
  const cos = new Float64Array(count);
  const sin = new Float64Array(count);
  let angleCos = -1;
  let angleSin = 0;
  for (let step = order / 2; step >= 1; step /= 2) {
    if (step < count) {
      cos[step] = angleCos;
      sin[step] = angleSin;
    }
    const half = Math.sqrt((1 + angleCos) / 2);
    angleSin = half === 0 ? 1 : angleSin / (2 * half);
    angleCos = half;
  }
  cos[0] = 1;
  for (let step = 1; step < count; step *= 2) {
    for (let k = 1; k < step && step + k < count; k += 1) {
      cos[step + k] = cos[step] * cos[k] - sin[step] * sin[k];
      sin[step + k] = cos[step] * sin[k] + sin[step] * cos[k];
    }
  }
  return { cos, sin };
}

function bitReversal(length: number): Uint32Array {
  const reversed = new Uint32Array(length);
  for (let i = 1; i < length; i += 1) reversed[i] = (reversed[i >> 1] >> 1) | (i & 1 ? length >> 1 : 0);
  return reversed;
}

function requirePowerOfTwo(length: number): void {
  if (length < 1 || nextPowerOfTwo(length) !== length) {
    throw new RangeError(
      `A transform needs a power of two as its length, got ${length}; pad the line first.`,
    );
  }
}

/**
 * Discrete Fourier transform X_k = Σ_n x_n e^{−2πikn/N}; the inverse divides by N.
 * Shapes: re, im [N] in place, N a power of two.
 * @throws RangeError for other lengths
 * @see Cooley & Tukey 1965 (radix 2, decimation in time)
 */
export function createFft(length: number): LineTransform {
  requirePowerOfTwo(length);
  const roots = rootsOfUnity(length, Math.max(1, length >> 1));
  const reversed = bitReversal(length);

  function forward(re: Float64Array, im: Float64Array): void {
    for (let i = 0; i < length; i += 1) {
      const j = reversed[i];
      if (j <= i) continue;
      const heldRe = re[i];
      re[i] = re[j];
      re[j] = heldRe;
      const heldIm = im[i];
      im[i] = im[j];
      im[j] = heldIm;
    }
    for (let half = 1; half < length; half *= 2) {
      const stride = length / (2 * half);
      for (let k = 0; k < half; k += 1) {
        const cos = roots.cos[k * stride];
        const sin = roots.sin[k * stride];
        for (let a = k; a < length; a += 2 * half) {
          const b = a + half;
          const turnedRe = re[b] * cos + im[b] * sin;
          const turnedIm = im[b] * cos - re[b] * sin;
          re[b] = re[a] - turnedRe;
          im[b] = im[a] - turnedIm;
          re[a] += turnedRe;
          im[a] += turnedIm;
        }
      }
    }
  }

  function inverse(re: Float64Array, im: Float64Array): void {
    // Swapping the parts before and after turns the forward transform into N times the inverse.
    forward(im, re);
    for (let i = 0; i < length; i += 1) {
      re[i] /= length;
      im[i] /= length;
    }
  }

  return { length, forward, inverse };
}

/**
 * Cosine transform X_k = Σ_n x_n cos(πk(2n+1)/2N) of the real and the imaginary part separately (DCT-II),
 * and its inverse. Multiplying X_k by a real H(k/2N) filters the line with the symmetric kernel of
 * frequency response H as if the line went on mirrored at both ends.
 * Shapes: re, im [N] in place, N a power of two.
 * @throws RangeError for other lengths
 * @see Makhoul 1980, "A fast cosine transform in one and two dimensions"
 */
export function createCosineTransform(length: number): LineTransform {
  const fft = createFft(length);
  const roots = rootsOfUnity(4 * length, length);
  const re2 = new Float64Array(length);
  const im2 = new Float64Array(length);

  function forward(re: Float64Array, im: Float64Array): void {
    for (let n = 0; n < length; n += 1) {
      const from = 2 * n < length ? 2 * n : 2 * (length - n) - 1;
      re2[n] = re[from];
      im2[n] = im[from];
    }
    fft.forward(re2, im2);
    // X_k = ½(t_k V_k + t̄_k V_{N−k}) with t_k = e^{−iπk/2N}: linear, hence right for two packed real lines.
    for (let k = 0; k < length; k += 1) {
      const mirror = k === 0 ? 0 : length - k;
      const cos = roots.cos[k] / 2;
      const sin = roots.sin[k] / 2;
      re[k] = cos * (re2[k] + re2[mirror]) + sin * (im2[k] - im2[mirror]);
      im[k] = cos * (im2[k] + im2[mirror]) - sin * (re2[k] - re2[mirror]);
    }
  }

  function inverse(re: Float64Array, im: Float64Array): void {
    // V_k = t̄_k (X_k − iX_{N−k}) with X_N = 0.
    for (let k = 0; k < length; k += 1) {
      const partRe = k === 0 ? re[0] : re[k] + im[length - k];
      const partIm = k === 0 ? im[0] : im[k] - re[length - k];
      re2[k] = roots.cos[k] * partRe - roots.sin[k] * partIm;
      im2[k] = roots.cos[k] * partIm + roots.sin[k] * partRe;
    }
    fft.inverse(re2, im2);
    for (let n = 0; n < length; n += 1) {
      const to = 2 * n < length ? 2 * n : 2 * (length - n) - 1;
      re[to] = re2[n];
      im[to] = im2[n];
    }
  }

  return { length, forward, inverse };
}
