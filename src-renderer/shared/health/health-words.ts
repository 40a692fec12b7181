/** What each mark of filter health is called, what it means, and its sign: shape and colour both tell. */
import type { HealthMark } from '../../../src-engine';

export interface HealthWord {
  readonly word: string;
  /** When a unit gets it. */
  readonly sentence: string;
  /** Token of its colour. */
  readonly colorToken: string;
  /** SVG path in a box of 10×10. */
  readonly path: string;
  /** Drawn as lines; filled otherwise. */
  readonly isLine: boolean;
}

/** In the order in which they are shown. */
export const healthMarks = ['gabor', 'dead', 'saturated', 'duplicate', 'noisy'] as const;

export const healthWords: Record<HealthMark, HealthWord> = {
  gabor: {
    word: 'Gabor-like',
    sentence: 'A Gabor function fits its picture well: an edge or bar at one place, of one direction.',
    colorToken: '--d',
    path: 'M0.8 5.2 5.2 0.8M1.8 8.2 8.2 1.8M4.8 9.2 9.2 4.8',
    isLine: true,
  },
  dead: {
    word: 'dead',
    sentence: 'Active on next to none of the samples: it takes no part, and its weights hardly learn.',
    colorToken: '--bad',
    path: 'M1.5 1.5 8.5 8.5M8.5 1.5 1.5 8.5',
    isLine: true,
  },
  saturated: {
    word: 'saturated',
    sentence: 'At the end of its range on nearly all samples: it tells nothing apart, its slope is near 0.',
    colorToken: '--warn',
    path: 'M1.2 1.2h7.6v7.6H1.2z',
    isLine: false,
  },
  duplicate: {
    word: 'duplicate',
    sentence: 'The cosine of its weights with those of another unit is near ±1: both learned the same.',
    colorToken: '--c',
    path: 'M0.8 0.8h5.6v5.6H0.8zM3.6 3.6h5.6v5.6H3.6z',
    isLine: true,
  },
  noisy: {
    word: 'noisy',
    sentence: 'Much of the power of its picture lies at high spatial frequencies: no structure was learned.',
    colorToken: '--a',
    path: 'M0.6 6.5 2.6 2 4.7 8 6.8 2 9.4 7',
    isLine: true,
  },
};
