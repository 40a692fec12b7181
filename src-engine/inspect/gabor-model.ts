/** The Gabor function on the pixels of one grey picture, with its derivatives, as a least-squares problem. */
import type { LeastSquares } from './levenberg-marquardt';

/** Places in the vector of parameters. */
export const gaborParameter = {
  /** Radians anticlockwise from horizontal on screen, along which the bars run. */
  orientation: 0,
  /** Cycles per pixel. */
  frequency: 1,
  /** Of the cosine part, A·cos φ, and of the sine part, A·sin φ. */
  cosine: 2,
  sine: 3,
  /** Column and row; the middle of the first pixel is 0. */
  centreX: 4,
  centreY: 5,
  /** Natural logarithms of the standard deviations in pixels. */
  logAlong: 6,
  logAcross: 7,
  count: 8,
} as const;

/** A narrower envelope would be one pixel and no function any more. */
const smallestSigma = 0.5;
/** In longer sides of the picture: beyond, the envelope is flat and its width without influence. */
const largestSigma = 1.5;

/**
 * Least squares of g(x, y) = exp(−u²/2σ∥² − v²/2σ⊥²)·(a·cos 2πfv − b·sin 2πfv) against a picture, where
 * u = r·cos θ + t·sin θ runs along the bars and v = −r·sin θ + t·cos θ across them, r pixels to the right and t
 * pixels up from the centre; a = A·cos φ, b = A·sin φ.
 * Shapes: picture [height, width], not copied. Frequencies are kept in [0, Nyquist of both axes], the centre inside
 * the picture.
 * @see Jones & Palmer 1987, "An evaluation of the two-dimensional Gabor filter model"
 */
export function gaborProblem(picture: Float64Array, height: number, width: number): LeastSquares {
  const size = gaborParameter.count;
  const slopes = new Float64Array(size);
  const leastLog = Math.log(smallestSigma);
  const mostLog = Math.log(largestSigma * Math.max(height, width));

  function linearise(parameters: Float64Array, matrix: Float64Array, vector: Float64Array): number {
    const [theta, frequency, a, b, centreX, centreY, logAlong, logAcross] = parameters;
    const cosTheta = Math.cos(theta);
    const sinTheta = Math.sin(theta);
    const alongWeight = Math.exp(-2 * logAlong);
    const acrossWeight = Math.exp(-2 * logAcross);
    const omega = 2 * Math.PI * frequency;
    matrix.fill(0);
    vector.fill(0);
    let error = 0;
    for (let y = 0; y < height; y += 1) {
      const up = centreY - y;
      for (let x = 0; x < width; x += 1) {
        const right = x - centreX;
        const u = right * cosTheta + up * sinTheta;
        const v = up * cosTheta - right * sinTheta;
        const envelope = Math.exp(-0.5 * (u * u * alongWeight + v * v * acrossWeight));
        const cosWave = envelope * Math.cos(omega * v);
        const sinWave = envelope * Math.sin(omega * v);
        const value = a * cosWave - b * sinWave;
        const quarter = -(a * sinWave + b * cosWave);
        const slopeU = -value * u * alongWeight;
        const slopeV = omega * quarter - value * v * acrossWeight;
        slopes[0] = slopeU * v - slopeV * u;
        slopes[1] = 2 * Math.PI * v * quarter;
        slopes[2] = cosWave;
        slopes[3] = -sinWave;
        slopes[4] = slopeV * sinTheta - slopeU * cosTheta;
        slopes[5] = slopeU * sinTheta + slopeV * cosTheta;
        slopes[6] = value * u * u * alongWeight;
        slopes[7] = value * v * v * acrossWeight;
        const residual = picture[y * width + x] - value;
        error += residual * residual;
        for (let row = 0; row < size; row += 1) {
          const slope = slopes[row];
          vector[row] += slope * residual;
          for (let column = 0; column <= row; column += 1)
            matrix[row * size + column] += slope * slopes[column];
        }
      }
    }
    return error;
  }

  function confine(parameters: Float64Array): void {
    const { orientation, frequency, sine, centreX, centreY, logAlong, logAcross } = gaborParameter;
    if (parameters[frequency] < 0) {
      parameters[frequency] = -parameters[frequency];
      parameters[sine] = -parameters[sine];
    }
    const theta = parameters[orientation];
    const nyquist = 0.5 / Math.max(Math.abs(Math.cos(theta)), Math.abs(Math.sin(theta)));
    parameters[frequency] = Math.min(nyquist, parameters[frequency]);
    parameters[centreX] = Math.min(width - 0.5, Math.max(-0.5, parameters[centreX]));
    parameters[centreY] = Math.min(height - 0.5, Math.max(-0.5, parameters[centreY]));
    for (const log of [logAlong, logAcross]) {
      parameters[log] = Math.min(mostLog, Math.max(leastLog, parameters[log]));
    }
  }

  return { size, linearise, confine };
}
