/** The rules of L-BFGS one by one: its memory, its first step, what it does where a search fails, when a search ends. */
import { describe, expect, it } from 'vitest';
import { createReferenceKernels } from '../kernels/reference/reference-kernels';
import { CurvaturePairs } from './curvature-pairs';
import { lbfgs } from './lbfgs';
import { WolfeLineSearch } from './wolfe-line-search';
import type { FullBatchAnswer, FullBatchOptimizer } from './optimizer';

describe('the memory of curvatures', () => {
  /** Two places for pairs of two numbers; `add` makes a pair of a step and a change. */
  function memory(): {
    pairs: CurvaturePairs;
    add: (step: readonly number[], change: readonly number[]) => void;
    descend: (vector: readonly number[]) => number[];
  } {
    const values = new Float64Array(20);
    const pairs = new CurvaturePairs(createReferenceKernels(values), [0, 2], [4, 6], 2);
    return {
      pairs,
      add(step, change) {
        values.set(step, 8);
        values.set(change, 12);
        pairs.add(8, 10, 12, 14);
      },
      descend(vector) {
        values.set(vector, 16);
        pairs.descend(16);
        return [...values.subarray(16, 18)];
      },
    };
  }

  it('goes straight downhill without a pair', () => {
    expect(memory().descend([3, -4])).toEqual([-3, 4]);
  });

  it('knows the curvature along its pair and guesses the same for all other directions', () => {
    const { add, descend } = memory();
    // y = 4s, so H = ¼ along s; sᵀy/yᵀy = 16/64 elsewhere.
    add([2, 0], [8, 0]);
    expect(descend([4, 4])).toEqual([-1, -1]);
  });

  it('scales its guess by the latest pair', () => {
    const { add, descend } = memory();
    add([1, 0], [4, 0]);
    add([0, 1], [0, 2]);
    // ¼ along the first, ½ along the second.
    expect(descend([4, 4])).toEqual([-1, -2]);
    // The third pair takes the place of the first, and its guess that of the first's direction.
    add([0, 1], [0, 8]);
    expect(descend([8, 8])).toEqual([-1, -1]);
  });

  it('leaves out a pair whose curvature is not positive, and the oldest one whose place it took', () => {
    const { pairs, add, descend } = memory();
    add([1, 0], [4, 0]);
    add([0, 1], [0, 2]);
    add([1, 0], [-1, 0]);
    expect(pairs.held).toBe(1);
    expect(descend([4, 4])).toEqual([-2, -2]);
    add([1, 0], [4, 0]);
    expect(pairs.held).toBe(2);
    expect(descend([4, 4])).toEqual([-1, -2]);
  });
});

describe('L-BFGS', () => {
  /** On ½·(x² + 4y²) from (3, 2), whose gradient (3, 8) is longer than 1. */
  class Bowl {
    readonly values = new Float64Array(2 * 11);
    readonly optimizer: FullBatchOptimizer;

    constructor() {
      this.values.set([3, 2]);
      this.optimizer = lbfgs.build(
        createReferenceKernels(this.values),
        { type: 'lbfgs', learningRate: 1, memory: 3, maxEvaluations: 10, tolerance: 1e-9 },
        {
          parameters: 0,
          gradients: 2,
          scratch: [4, 6],
          state: [8, 10, 12, 14, 16, 18, 20],
          count: 2,
          parts: [{ start: 0, count: 2, decays: true }],
        },
      );
    }

    get point(): readonly number[] {
      return [...this.values.subarray(0, 2)];
    }

    get gradient(): [number, number] {
      return [this.values[0], 4 * this.values[1]];
    }

    look(rate = 1): FullBatchAnswer {
      this.optimizer.begin(rate);
      this.values.set(this.gradient, 2);
      const [x, y] = this.point;
      return this.optimizer.take(0.5 * (x * x + 4 * y * y));
    }
  }

  it.each([1, 0.25])('takes a first step of the learning rate, %d, downhill', (rate) => {
    const bowl = new Bowl();
    expect(bowl.look(rate)).toBe('look');
    const length = Math.hypot(3, 8);
    expect(bowl.point[0]).toBeCloseTo(3 - (rate * 3) / length, 12);
    expect(bowl.point[1]).toBeCloseTo(2 - (rate * 8) / length, 12);
  });

  it('begins anew straight downhill where a search finds nothing, and gives up where that fails too', () => {
    const bowl = new Bowl();
    bowl.look();
    while (bowl.look() !== 'moved');
    const start = bowl.point;
    const gradient = bowl.gradient;
    expect(bowl.optimizer.memory.pairs).toBe(1);
    // From here on every look is at a wall.
    bowl.optimizer.begin(1);
    let looks = 0;
    while (bowl.optimizer.memory.pairs > 0) {
      expect(bowl.optimizer.take(Infinity)).toBe('look');
      looks += 1;
    }
    expect(looks).toBeLessThanOrEqual(10);
    const length = Math.max(1, Math.hypot(...gradient));
    bowl.point.forEach((x, index) => expect(x).toBeCloseTo(start[index] - gradient[index] / length, 12));
    let answer: FullBatchAnswer = 'look';
    while (answer === 'look') answer = bowl.optimizer.take(Infinity);
    expect(answer).toBe('converged');
    expect(bowl.point).toEqual(start);
  });
});

describe('a line search', () => {
  const settings = { sufficient: 1e-4, curvature: 1e-3, maxEvaluations: 25, noise: 0 };
  type Phi = (a: number) => readonly [value: number, slope: number];

  /** None is a cubic; the valley is More & Thuente 1994, (5.1) with β = 2. */
  const functions: readonly (readonly [string, Phi])[] = [
    ['a steep wall', (a) => [Math.exp(a) - 30 * a, Math.exp(a) - 30]],
    ['a narrow valley', (a) => [-a / (a * a + 2), (a * a - 2) / (a * a + 2) ** 2]],
    [
      'waves on a slope',
      (a) => [0.01 * (a - 9) ** 2 + 0.05 * Math.cos(3 * a), 0.02 * (a - 9) - 0.15 * Math.sin(3 * a)],
    ],
  ];

  it.each(functions.flatMap(([name, phi]) => [0.01, 0.3, 4, 60].map((first) => [name, first, phi] as const)))(
    'on %s from %d ends at a step that is nearly flat',
    (_name, first, phi) => {
      const search = new WolfeLineSearch(settings);
      const [value, slope] = phi(0);
      expect(slope).toBeLessThan(0);
      search.begin(value, slope, first);
      let looks = 1;
      let answer = search.take(...phi(search.step));
      for (; answer === 'look'; looks += 1) answer = search.take(...phi(search.step));
      expect(answer).toBe('accept');
      expect(looks).toBeLessThanOrEqual(20);
      const [end, endSlope] = phi(search.step);
      expect(end).toBeLessThanOrEqual(value + 1e-4 * search.step * slope);
      expect(Math.abs(endSlope)).toBeLessThanOrEqual(-1e-3 * slope);
    },
  );

  it('believes the slope where differences of J drown in rounding, and only there', () => {
    const take = (value: number, slope: number): string => {
      const search = new WolfeLineSearch({ ...settings, curvature: 0.9, noise: 1e-7 });
      search.begin(1, -1e-6, 1);
      return search.take(value, slope);
    };
    expect(take(1 + 5e-8, 0)).toBe('accept');
    expect(take(1 + 5e-6, 0)).toBe('look');
    // Falling on as steeply as before, or rising as steeply.
    expect(take(1 + 5e-8, -1e-6)).toBe('look');
    expect(take(1 + 5e-8, 1e-6)).toBe('look');
  });
});
