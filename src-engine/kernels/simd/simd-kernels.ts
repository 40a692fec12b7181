/**
 * Loads the WebAssembly SIMD kernels. The module imports its memory, and that memory is the arena: numbers
 * are never copied between TypeScript and WebAssembly. Behind the arena lie the kernels' constants and scratch.
 */
import { EngineError } from '../../errors';
import { activationNumber } from './activation-numbers';
import { bindLayers, bindPictures } from './layer-bindings';
import { bindUpdates } from './update-bindings';
import type { Kernels } from '../kernels';
import type { LayerExports } from './layer-bindings';
import type { UpdateExports } from './update-bindings';

const pageBytes = 65_536;
const lineBytes = 64;
const largestPages = 65_536;

/**
 * Which inner loop the matrix product runs. `plain` and `revectorised` give equal bits everywhere. `relaxed` and
 * `relaxedWide` may fuse multiply and add: their bits depend on the processor, so nobody gets them who did not ask.
 */
export type KernelVariant = 'plain' | 'revectorised' | 'relaxed' | 'relaxedWide';

/** Variant numbers of `assembly/tile.ts`. */
const variantNumber: Readonly<Record<KernelVariant, number>> = {
  plain: 0,
  revectorised: 1,
  relaxed: 2,
  relaxedWide: 3,
};

export interface SimdOptions {
  /** Plain where nothing is said: it is never slow. */
  readonly variant?: KernelVariant;
  /** Called within long products, at most some milliseconds apart; may wait, or throw to give up. */
  readonly breathe?: () => void;
}

const runOn = (): void => undefined;

type Call = (...values: (number | boolean)[]) => number;

interface SimdExports extends LayerExports, UpdateExports {
  readonly gemm: Call;
  readonly scratchBytes: Call;
  readonly setVariant: Call;
  readonly constantBytes: Call;
  readonly placeConstants: Call;
  readonly activationForward: Call;
  readonly activationBackward: Call;
  readonly squaredError: Call;
  readonly softmaxCrossEntropy: Call;
  readonly sigmoidCrossEntropy: Call;
  readonly columnMeans: Call;
  readonly addRowVector: Call;
}

/**
 * @param wasm bytes of the built module
 * @param elements float32 numbers of the arena, all 0 at first
 * @throws EngineError('memory') where the arena cannot be had
 */
export function createSimdKernels(
  wasm: Uint8Array,
  elements: number,
  { variant = 'plain', breathe = runOn }: SimdOptions = {},
): Kernels {
  const memory = createMemory(elements);
  const instance = new WebAssembly.Instance(new WebAssembly.Module(wasm), {
    env: { memory },
    host: { breathe },
  });
  const simd = instance.exports as unknown as SimdExports;
  simd.setVariant(variantNumber[variant]);
  const constants = Math.ceil((elements * 4) / lineBytes) * lineBytes;
  const scratch = constants + simd.constantBytes();
  grow(memory, scratch + simd.scratchBytes());
  simd.placeConstants(constants);
  return bind(simd, new Float32Array(memory.buffer, 0, elements), scratch, breathe);
}

function createMemory(elements: number): WebAssembly.Memory {
  const pages = Math.ceil((elements * 4) / pageBytes);
  try {
    return new WebAssembly.Memory({ initial: pages, maximum: largestPages });
  } catch (error) {
    throw refusal(pages * pageBytes, error);
  }
}

function grow(memory: WebAssembly.Memory, bytes: number): void {
  const missing = Math.ceil(bytes / pageBytes) - memory.buffer.byteLength / pageBytes;
  if (missing <= 0) return;
  try {
    memory.grow(missing);
  } catch (error) {
    throw refusal(bytes, error);
  }
}

function refusal(bytes: number, cause: unknown): EngineError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new EngineError(
    'memory',
    `Training needs ${Math.ceil(bytes / 2 ** 20)} MB in one piece, which this machine did not give (${reason}). ` +
      'Use fewer samples, fewer units or a smaller batch, or close other programs.',
  );
}

function bind(simd: SimdExports, values: Float32Array, scratch: number, breathe: () => void): Kernels {
  return {
    name: 'simd',
    values,
    ...bindPictures(simd),
    ...bindLayers(simd),
    ...bindUpdates(simd, breathe),

    gemmNN: (m, n, k, a, b, c) => void simd.gemm(m, n, k, a * 4, false, b * 4, false, c * 4, scratch),
    gemmNT: (m, n, k, a, b, c) => void simd.gemm(m, n, k, a * 4, false, b * 4, true, c * 4, scratch),
    gemmTN: (m, n, k, a, b, c) => void simd.gemm(m, n, k, a * 4, true, b * 4, false, c * 4, scratch),

    biasActivationForward: (z, bias, rows, columns, activation) =>
      void simd.activationForward(z * 4, bias * 4, rows, columns, activationNumber[activation]),
    biasActivationBackward: (output, gradient, biasGradient, rows, columns, activation) =>
      void simd.activationBackward(
        output * 4,
        gradient * 4,
        biasGradient * 4,
        rows,
        columns,
        activationNumber[activation],
      ),

    squaredError: (output, targets, gradient, rows, columns) =>
      simd.squaredError(output * 4, targets * 4, gradient * 4, rows, columns),
    softmaxCrossEntropy: (logits, targets, gradient, rows, columns) =>
      simd.softmaxCrossEntropy(logits * 4, targets * 4, gradient * 4, rows, columns),
    sigmoidCrossEntropy: (logits, targets, gradient, rows, columns) =>
      simd.sigmoidCrossEntropy(logits * 4, targets * 4, gradient * 4, rows, columns),

    columnMeans: (matrix, means, rows, columns) =>
      void simd.columnMeans(matrix * 4, means * 4, rows, columns),
    addRowVector: (matrix, vector, rows, columns) =>
      void simd.addRowVector(matrix * 4, vector * 4, rows, columns),
    gatherRows(source, indices, first, rows, width, target) {
      for (let row = 0; row < rows; row += 1) {
        simd.copyRow((source + indices[first + row] * width) * 4, (target + row * width) * 4, width);
      }
    },
  };
}
