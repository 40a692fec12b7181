/** A periodic noise field with about equal power in every octave, hence a 1/f amplitude spectrum. */
import type { Random } from '../random';

/** Adds noise on a grid of cells×cells over the plane, bilinearly interpolated and wrapped round. */
function addOctave(field: Float32Array, sizePx: number, cells: number, random: Random): void {
  const grid = Float32Array.from({ length: cells * cells }, () => random.normal());
  const cellPx = sizePx / cells;
  for (let y = 0; y < sizePx; y += 1) {
    const row = Math.floor(y / cellPx);
    const fy = y / cellPx - row;
    const above = row * cells;
    const below = ((row + 1) % cells) * cells;
    for (let x = 0; x < sizePx; x += 1) {
      const column = Math.floor(x / cellPx);
      const fx = x / cellPx - column;
      const next = (column + 1) % cells;
      const top = grid[above + column] * (1 - fx) + grid[above + next] * fx;
      const bottom = grid[below + column] * (1 - fx) + grid[below + next] * fx;
      field[y * sizePx + x] += top * (1 - fy) + bottom * fy;
    }
  }
}

/**
 * Noise of mean 0 and variance 1 that continues across its borders.
 * Shapes: new field [sizePx, sizePx], sizePx a power of two.
 * @see Perlin 1985 for summing octaves; equal amplitude per octave is 1/f in two dimensions
 */
export function createFractalNoise(sizePx: number, random: Random): Float32Array {
  const field = new Float32Array(sizePx * sizePx);
  for (let cells = 4; cells < sizePx; cells *= 2) addOctave(field, sizePx, cells, random);
  let sum = 0;
  let squares = 0;
  for (const value of field) {
    sum += value;
    squares += value * value;
  }
  const mean = sum / field.length;
  const deviation = Math.sqrt(squares / field.length - mean * mean);
  for (let i = 0; i < field.length; i += 1) field[i] = (field[i] - mean) / deviation;
  return field;
}
