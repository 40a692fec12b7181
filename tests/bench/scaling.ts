/** How the cost grows: one quantity doubled at a time, and the exponent p of cost ∝ quantityᵖ. */
import { Contestant, ourCommand } from './contestant';
import type { Sizes } from './workloads';

const base: Sizes = { width: 200, batchSize: 250, sampleCount: 5000 };
const doubled: readonly [string, Sizes][] = [
  ['width ×2', { ...base, width: 2 * base.width }],
  ['batch ×2', { ...base, batchSize: 2 * base.batchSize }],
  ['data ×2', { ...base, sampleCount: 2 * base.sampleCount }],
];

/** Odd, so that the median is one of them. */
const rounds = 15;
const warmUpMs = 500;
const turnMs = 150;

export interface Growth {
  readonly quantity: string;
  /** Seconds of one epoch at the base and with the quantity doubled. */
  readonly seconds: number;
  readonly doubledSeconds: number;
  readonly exponent: number;
  /** Exponents a quarter and three quarters of the way through the rounds. */
  readonly range: readonly [number, number];
}

/**
 * Cost of an epoch of the sparse autoencoder on one thread: linear in width and data, constant in the batch size. Each
 * round measures base and doubled one after the other, so that whatever slows the machine slows both.
 */
export async function measureScaling(): Promise<readonly Growth[]> {
  const start = async (sizes: Sizes): Promise<Contestant> => {
    const { width, batchSize, sampleCount } = sizes;
    const contestant = new Contestant(
      ourCommand(['', String(width), String(batchSize), String(sampleCount)]),
    );
    await contestant.greeting();
    await contestant.measure(warmUpMs);
    return contestant;
  };
  const single = await start(base);
  try {
    const growths: Growth[] = [];
    for (const [quantity, sizes] of doubled) {
      const contestant = await start(sizes);
      growths.push({ quantity, ...(await comparePairs(single, contestant, sizes.sampleCount)) });
      contestant.end();
    }
    return growths;
  } finally {
    single.end();
  }
}

async function comparePairs(
  single: Contestant,
  contestant: Contestant,
  sampleCount: number,
): Promise<Omit<Growth, 'quantity'>> {
  const seconds: number[] = [];
  const doubledSeconds: number[] = [];
  const exponents: number[] = [];
  const measureSingle = async (): Promise<void> => {
    seconds.push(base.sampleCount / (await single.measure(turnMs)));
  };
  for (let round = 0; round < rounds; round += 1) {
    // Who goes first takes turns: a machine that slows down meanwhile favours nobody.
    if (round % 2 === 0) await measureSingle();
    doubledSeconds.push(sampleCount / (await contestant.measure(turnMs)));
    if (round % 2 === 1) await measureSingle();
    exponents.push(Math.log2(doubledSeconds[round] / seconds[round]));
  }
  const at = (values: readonly number[], share: number): number =>
    [...values].sort((a, b) => a - b)[Math.round(share * (rounds - 1))];
  return {
    seconds: at(seconds, 0.5),
    doubledSeconds: at(doubledSeconds, 0.5),
    exponent: at(exponents, 0.5),
    range: [at(exponents, 0.25), at(exponents, 0.75)],
  };
}
