/** What is as long as all parameters looks up between its pieces too: inner products, L-BFGS, best weights, checkpoints. */
import { describe, expect, test } from 'vitest';
import { createReferenceKernels } from '../../src-engine/kernels/reference/reference-kernels';
import { createSimdKernels } from '../../src-engine/kernels/simd/simd-kernels';
import type { Kernels } from '../../src-engine/kernels/kernels';
import { decodeCheckpoint, encodeCheckpoint } from '../../src-engine/model/checkpoint';
import { lbfgs } from '../../src-engine/optimizers/lbfgs';
import { BestWeights } from '../../src-engine/train/best-weights';
import { TrainingSession } from '../../src-engine/train/session';
import { autoencoder, noiseSamples } from './fixtures';
import { simdBytes } from './simd-bytes';

const wasm = simdBytes();
const million = 2 ** 20;

test('an inner product of many numbers looks up, and is summed alike whether it may wait or not', () => {
  let looks = 0;
  const count = 2 * million + 7;
  const kernels = createSimdKernels(wasm, count, { breathe: () => (looks += 1) });
  const plain = createSimdKernels(wasm, count);
  for (const { values } of [kernels, plain]) values.forEach((_, at) => (values[at] = ((at % 97) - 48) / 32));
  expect(kernels.dot(0, 0, count)).toBe(plain.dot(0, 0, count));
  expect(looks).toBe(2);
  let exact = 0;
  for (const value of plain.values) exact += value * value;
  expect(plain.dot(0, 0, count) / exact).toBeCloseTo(1, 12);
});

const rows = 3000;
const columns = 1100;
const size = rows * columns;

/** Sums over a matrix of three million numbers, wide or high. */
const sums: readonly (readonly [string, (kernels: Kernels) => unknown])[] = [
  ['squared error', (kernels) => kernels.squaredError(0, size, 2 * size, rows, columns)],
  ['softmax cross-entropy', (kernels) => kernels.softmaxCrossEntropy(0, size, 2 * size, rows, columns)],
  ['sigmoid cross-entropy', (kernels) => kernels.sigmoidCrossEntropy(0, size, 2 * size, rows, columns)],
  [
    'gradient of biases',
    (kernels) => kernels.biasActivationBackward(0, size, 2 * size, rows, columns, 'tanh'),
  ],
  ['means of columns', (kernels) => kernels.columnMeans(0, size, rows, columns)],
  ['variances of columns', (kernels) => kernels.columnVariances(0, size, 2 * size, rows, columns)],
  [
    'gradient of a normalisation',
    (kernels) =>
      kernels.normalizeColumnsBackward(
        { input: 0, mean: size, inverse: size + columns, scale: size + 2 * columns, shift: 0 },
        { output: 2 * size, input: -1, scale: size + 3 * columns, shift: size + 4 * columns },
        rows,
        columns,
      ),
  ],
  ['sum of absolute values', (kernels) => kernels.absoluteSum(0, size)],
];

test.each(sums)('the %s of a long minibatch looks up within its sums', (_name, run) => {
  let looks = 0;
  const kernels = createSimdKernels(wasm, 3 * size, { breathe: () => (looks += 1) });
  kernels.values.fill(0.25);
  run(kernels);
  // Some milliseconds between two looks; those of columns step over a cache line for every row.
  expect(looks).toBeGreaterThanOrEqual(2);
  expect(looks).toBeLessThan(100);
});

test('L-BFGS looks up while it looks for a gradient that is not flat', () => {
  let looks = 0;
  const count = 2 * million + 1;
  const at = (tensor: number): number => tensor * count;
  const optimizer = lbfgs.build(
    createReferenceKernels(new Float32Array(7 * count)),
    lbfgs.example,
    {
      parameters: at(0),
      gradients: at(1),
      scratch: [at(2), at(3)],
      state: [at(4), ...new Array<number>(lbfgs.example.memory).fill(at(5)), at(6)],
      count,
      parts: [{ start: 0, count, decays: true }],
    },
    () => (looks += 1),
  );
  optimizer.begin(1);
  expect(optimizer.take(3)).toBe('converged');
  expect(looks).toBe(2);
});

describe('the best weights', () => {
  const count = 2 * million + 1;

  test('are kept and put back in pieces, the later ones in place of the earlier', () => {
    let looks = 0;
    const breathe = (): void => void (looks += 1);
    const values = new Float32Array(count + 5).fill(1);
    const best = new BestWeights(values, [
      { offset: 2, length: count },
      { offset: count + 3, length: 1 },
    ]);
    expect(best.sections).toEqual([]);
    for (const number of [3, 4]) {
      values.fill(number);
      looks = 0;
      best.keep(breathe);
      expect(looks).toBe(2);
    }
    values.fill(9);
    best.putBack(breathe);
    expect(looks).toBe(4);
    expect([values[1], values[2], values[count + 1], values[count + 2], values[count + 3]]).toEqual([
      9, 4, 4, 9, 4,
    ]);
  });

  test('of an epoch may wait, and then go on to the same run', () => {
    const earlyStopping = { metric: 'loss', patience: 3, minDelta: 0 } as const;
    const experiment = { ...autoencoder, training: { ...autoencoder.training, earlyStopping } };
    const samples = noiseSamples(60);
    const session = new TrainingSession(experiment, samples, wasm);
    const other = new TrainingSession(experiment, samples, wasm);
    while (!session.epochComplete) session.trainBatch();
    const bytes = session.checkpoint();
    session.endEpoch();
    other.restore(bytes);
    other.endEpoch();
    expect(other.checkpoint()).toEqual(session.checkpoint());
  });
});

test('a checkpoint is read in pieces', () => {
  const session = new TrainingSession(autoencoder, noiseSamples(60), wasm);
  const { header } = decodeCheckpoint(session.checkpoint());
  const section = Float32Array.from({ length: 3 * million }, (_, at) => at % 1013);
  let looks = 0;
  const bytes = encodeCheckpoint(header, [section, new Float32Array([7])]);
  const { sections } = decodeCheckpoint(bytes, () => (looks += 1));
  expect(sections[0]).toEqual(section);
  expect([...sections[1]]).toEqual([7]);
  // At least 4 MB apart: three for the checksum, three for the numbers.
  expect(looks).toBeGreaterThanOrEqual(6);
});
