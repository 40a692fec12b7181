/**
 * Chooses among the inner loops of the matrix product. All come from one source (`assembly/tile.ts`); which one is
 * fastest depends on the JavaScript engine and the processor, so some milliseconds of measuring decide at the start.
 */
import { createSimdKernels } from './simd-kernels';
import type { KernelVariant } from './simd-kernels';

const exact: readonly KernelVariant[] = ['plain', 'revectorised'];
const inexact: readonly KernelVariant[] = ['relaxed', 'relaxedWide'];

/** For people. */
export const variantTitles: Readonly<Record<KernelVariant, string>> = {
  plain: 'SIMD, plain',
  revectorised: 'SIMD, revectorised',
  relaxed: 'SIMD, relaxed',
  relaxedWide: 'SIMD, relaxed and revectorised',
};

/** Whether its bits are the same on every processor. */
export function isExact(variant: KernelVariant): boolean {
  return exact.includes(variant);
}

export interface VariantChoice {
  readonly variant: KernelVariant;
  /** Best rate of each variant that was tried, in GFLOP/s. */
  readonly rates: Readonly<Partial<Record<KernelVariant, number>>>;
}

/** One product is small enough to be repeated often, large enough that tiles and packing have their usual shares. */
const [m, n, k] = [64, 64, 256];
const giga = 1e9;

/**
 * At least so many rounds, and on until none has become faster for some: the optimising compiler works beside, and on
 * a busy machine it takes its time. The best round counts, because others may be interrupted.
 */
const fewestRounds = 12;
const mostRounds = 40;
const quietRounds = 8;
const roundMs = 2;
/** What counts as faster. */
const progress = 1.05;
/** Plain and revectorised are a fifth apart, whichever wins; where they seem closer, something else disturbs one of them. */
const apart = 1.15;

/**
 * Measures the variants for some tens of milliseconds and names the fastest.
 * @param wasm bytes of the built module
 * @param now milliseconds since some fixed moment
 * @param allowRelaxed whether results that depend on the processor are welcome
 */
export function chooseVariant(wasm: Uint8Array, now: () => number, allowRelaxed: boolean): VariantChoice {
  const names = allowRelaxed ? [...exact, ...inexact] : exact;
  const candidates = names.map((variant) => ({ variant, multiply: prepareProduct(wasm, variant), rate: 0 }));
  let quiet = 0;
  const [plain, revectorised] = candidates;
  const isClose = (): boolean =>
    Math.max(plain.rate, revectorised.rate) < apart * Math.min(plain.rate, revectorised.rate);
  for (let round = 0; round < mostRounds; round += 1) {
    if (round >= fewestRounds && quiet >= quietRounds && !isClose()) break;
    quiet += 1;
    for (const candidate of candidates) {
      const rate = measure(candidate.multiply, now);
      if (rate > candidate.rate * progress) quiet = 0;
      candidate.rate = Math.max(candidate.rate, rate);
    }
  }
  const fastest = candidates.reduce((best, candidate) => (candidate.rate > best.rate ? candidate : best));
  const rates = Object.fromEntries(candidates.map(({ variant, rate }) => [variant, rate]));
  return { variant: fastest.variant, rates };
}

function prepareProduct(wasm: Uint8Array, variant: KernelVariant): () => void {
  const b = m * k;
  const c = b + k * n;
  const kernels = createSimdKernels(wasm, c + m * n, { variant });
  for (let index = 0; index < c; index += 1) kernels.values[index] = (index % 17) / 17;
  return () => kernels.gemmNN(m, n, k, 0, b, c);
}

function measure(multiply: () => void, now: () => number): number {
  const start = now();
  let count = 0;
  let elapsedMs = 0;
  while (elapsedMs < roundMs) {
    multiply();
    count += 1;
    elapsedMs = now() - start;
  }
  return (2 * m * n * k * count * 1000) / (elapsedMs * giga);
}
