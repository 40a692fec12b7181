/** What each mark of filter health is called, what it means, and its sign: shape and colour both tell. */
import { healthThresholds, type HealthMark } from '../../../src-engine';
import { formatPercent } from '../text/format';

export interface HealthWord {
  readonly word: string;
  /** When a unit gets it, with the threshold. */
  readonly sentence: string;
  /** Token of its colour. */
  readonly colorToken: string;
  /** SVG path in a box of 10×10. */
  readonly path: string;
  /** Drawn as lines; filled otherwise. */
  readonly isLine: boolean;
}

const limits = healthThresholds;

/** In the order in which they are shown. */
export const healthMarks = ['gabor', 'dead', 'saturated', 'duplicate', 'noisy'] as const;

export const healthWords: Record<HealthMark, HealthWord> = {
  gabor: {
    word: 'Gabor-like',
    sentence: `A Gabor function fits its picture with R² above ${limits.gaborR2}, corrected for its eight parameters: an edge or bar at one place, of one direction.`,
    colorToken: '--d',
    path: 'M0.8 5.2 5.2 0.8M1.8 8.2 8.2 1.8M4.8 9.2 9.2 4.8',
    isLine: true,
  },
  dead: {
    word: 'dead',
    sentence: `A rectified unit that is active on at most ${formatPercent(limits.deadShare, 2)} of the samples; a sigmoid or tanh whose standard deviation is below ${limits.deadDeviation}. It takes no part and hardly learns.`,
    colorToken: '--bad',
    path: 'M1.5 1.5 8.5 8.5M8.5 1.5 1.5 8.5',
    isLine: true,
  },
  saturated: {
    word: 'saturated',
    sentence: `At an end of its range on more than ${formatPercent(limits.saturatedShare, 0)} of the samples: it tells nothing apart, and its slope there is near 0.`,
    colorToken: '--warn',
    path: 'M1.2 1.2h7.6v7.6H1.2z',
    isLine: false,
  },
  duplicate: {
    word: 'duplicate',
    sentence: `The cosine of its picture with that of another unit is above ${limits.duplicateCosine}; below −${limits.duplicateCosine} too, where the activation is odd. Both learned the same.`,
    colorToken: '--c',
    path: 'M0.8 0.8h5.6v5.6H0.8zM3.6 3.6h5.6v5.6H3.6z',
    isLine: true,
  },
  noisy: {
    word: 'noisy',
    sentence: `More than ${formatPercent(limits.noiseShare, 0)} of the power of its picture lies above ${limits.noiseFrequency} cycles per pixel, and it is no Gabor: no structure was learned.`,
    colorToken: '--a',
    path: 'M0.6 6.5 2.6 2 4.7 8 6.8 2 9.4 7',
    isLine: true,
  },
};
