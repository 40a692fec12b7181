/** A Gabor function as a picture, to lie beside the picture it was fitted to. */
import type { GaborFit } from '../../../src-engine';
import type { NumberPicture } from '../canvas/paint-picture';

const toRadians = Math.PI / 180;

/**
 * g = A·exp(−u²/2σ∥² − v²/2σ⊥²)·cos(2πfv + φ) at the middle of every pixel, u running along the bars and v across
 * them towards orientation + 90°, anticlockwise on screen.
 * Shapes: → [height, width, 1], a new picture.
 * @see Jones & Palmer 1987
 */
export function gaborPicture(fit: GaborFit, height: number, width: number): NumberPicture {
  const { orientationDegrees, frequency, phaseDegrees, sigmaAlong, sigmaAcross, amplitude } = fit;
  const cos = Math.cos(orientationDegrees * toRadians);
  const sin = Math.sin(orientationDegrees * toRadians);
  const values = new Float32Array(height * width);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const right = x + 0.5 - fit.centreX;
      const up = fit.centreY - (y + 0.5);
      const u = right * cos + up * sin;
      const v = up * cos - right * sin;
      const envelope = Math.exp(-((u / sigmaAlong) ** 2 + (v / sigmaAcross) ** 2) / 2);
      const wave = Math.cos(2 * Math.PI * frequency * v + phaseDegrees * toRadians);
      values[y * width + x] = amplitude * envelope * wave;
    }
  }
  return { height, width, channels: 1, values };
}
