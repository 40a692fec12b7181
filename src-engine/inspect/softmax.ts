/** Softmax row by row, for numbers that have left the arena. */

/** Shapes: logits [rows, columns]. Overwrites them with probabilities that sum to 1 in every row. */
export function applySoftmax(logits: Float32Array, columns: number): void {
  for (let start = 0; start < logits.length; start += columns) {
    let largest = -Infinity;
    for (let i = start; i < start + columns; i += 1) largest = Math.max(largest, logits[i]);
    let sum = 0;
    for (let i = start; i < start + columns; i += 1) sum += Math.exp(logits[i] - largest);
    for (let i = start; i < start + columns; i += 1) logits[i] = Math.exp(logits[i] - largest) / sum;
  }
}
