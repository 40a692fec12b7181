/** How the cost grows: one quantity doubled at a time, and the exponent p of cost ∝ quantityᵖ. */
import { Contestant, ourCommand } from './contestant';
import { summary } from './measure';
import type { Sizes } from './workloads';

const base: Sizes = { width: 200, batchSize: 250, sampleCount: 5000 };
const rounds = 5;
const warmUpMs = 500;
const turnMs = 400;

export interface Growth {
  readonly quantity: string;
  /** Seconds of one epoch at the base and with the quantity doubled. */
  readonly seconds: number;
  readonly doubledSeconds: number;
  readonly exponent: number;
}

/** Cost of an epoch of the sparse autoencoder: linear in width and data, constant in the batch size. */
export async function measureScaling(): Promise<readonly Growth[]> {
  const cases: readonly [string, Sizes][] = [
    ['base', base],
    ['width ×2', { ...base, width: 2 * base.width }],
    ['batch ×2', { ...base, batchSize: 2 * base.batchSize }],
    ['data ×2', { ...base, sampleCount: 2 * base.sampleCount }],
  ];
  const contestants = cases.map(([, { width, batchSize, sampleCount }]) => {
    return new Contestant(ourCommand(['', String(width), String(batchSize), String(sampleCount)]));
  });
  try {
    for (const contestant of contestants) {
      await contestant.greeting();
      await contestant.measure(warmUpMs);
    }
    const rates: number[][] = contestants.map(() => []);
    for (let round = 0; round < rounds; round += 1) {
      for (const [index, contestant] of contestants.entries()) {
        rates[index].push(await contestant.measure(turnMs));
      }
    }
    const epochs = cases.map(([, { sampleCount }], index) => sampleCount / summary(rates[index]).median);
    return cases.slice(1).map(([quantity], index) => {
      const [seconds, doubledSeconds] = [epochs[0], epochs[index + 1]];
      return { quantity, seconds, doubledSeconds, exponent: Math.log2(doubledSeconds / seconds) };
    });
  } finally {
    for (const contestant of contestants) contestant.end();
  }
}
