/** How often units are active, how often they are at the end of their range, and how much they vary at all. */
import { EngineError } from '../errors';
import type { FloatArray } from '../kernels/kernels';
import type { ActivationName } from '../spec/experiment';

/** Part of the range of sigmoid, tanh and softmax above which a unit counts as active. */
const activeLevel = 0.1;

/** At this distance from either end of its range a sigmoid passes on 1 % of a gradient, a tanh 2 %. */
const endOfRange = 0.01;

/** Each [units]. */
export interface Activity {
  /** Part of the samples and places, in [0, 1]: > 0 for ReLU and its relatives, |a| > 0.1 elsewhere. */
  readonly activeShares: Float32Array;
  /** Part of them within 0.01 of an end of the range of sigmoid or tanh; 0 for activations without such ends. */
  readonly saturatedShares: Float32Array;
  /** Standard deviation of the activation. */
  readonly deviations: Float32Array;
}

export interface ActivityCounter {
  /**
   * Counts `rows` activations of every unit. Shapes: values [rows, units] from `offset` on; the places of a picture are
   * rows too.
   * @throws EngineError('shape') when there are fewer values
   */
  add(values: FloatArray, offset: number, rows: number): void;
  /** Of all that was added; zeros where nothing was. */
  measure(): Activity;
}

/** Tests of one activation f(z), not of z. */
interface Ends {
  readonly isActive: (value: number) => boolean;
  readonly isAtEnd: (value: number) => boolean;
}

const never = (): boolean => false;
const isPositive = (value: number): boolean => value > 0;
const isFarFromZero = (value: number): boolean => Math.abs(value) > activeLevel;

function endsOf(activation: ActivationName, restsAtZero: boolean): Ends {
  switch (activation) {
    case 'relu':
    case 'leakyRelu':
      return { isActive: isPositive, isAtEnd: never };
    case 'sigmoid':
      return {
        isActive: isFarFromZero,
        isAtEnd: (value) => value > 1 - endOfRange || (!restsAtZero && value < endOfRange),
      };
    case 'tanh':
      return { isActive: isFarFromZero, isAtEnd: (value) => Math.abs(value) > 1 - endOfRange };
    case 'linear':
    case 'softmax':
      return { isActive: isFarFromZero, isAtEnd: never };
  }
}

/**
 * @param restsAtZero whether a sparsity penalty wants a sigmoid near 0 most of the time, which then is no end of its
 * range but where it rests
 */
export function createActivityCounter(
  units: number,
  activation: ActivationName,
  restsAtZero: boolean,
): ActivityCounter {
  const { isActive, isAtEnd } = endsOf(activation, restsAtZero);
  const active = new Float64Array(units);
  const atEnd = new Float64Array(units);
  const means = new Float64Array(units);
  const squares = new Float64Array(units);
  let count = 0;

  function add(values: FloatArray, offset: number, rows: number): void {
    if (values.length < offset + rows * units) {
      throw new EngineError(
        'shape',
        `Activity of ${units} units needs ${rows * units} values from ${offset} on, got ${values.length - offset}.`,
      );
    }
    for (let row = 0; row < rows; row += 1) {
      count += 1;
      for (let unit = 0; unit < units; unit += 1) {
        const value = values[offset + row * units + unit];
        if (isActive(value)) active[unit] += 1;
        if (isAtEnd(value)) atEnd[unit] += 1;
        // Welford 1962: no difference of large sums.
        const change = value - means[unit];
        means[unit] += change / count;
        squares[unit] += change * (value - means[unit]);
      }
    }
  }

  function measure(): Activity {
    const rows = Math.max(1, count);
    return {
      activeShares: Float32Array.from(active, (times) => times / rows),
      saturatedShares: Float32Array.from(atEnd, (times) => times / rows),
      deviations: Float32Array.from(squares, (sum) => Math.sqrt(sum / rows)),
    };
  }

  return { add, measure };
}
