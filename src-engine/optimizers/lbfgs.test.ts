import { describe, expect, it } from 'vitest';
import { createReferenceKernels } from '../kernels/reference/reference-kernels';
import { lbfgs } from './lbfgs';
import { cubicMinimum, WolfeLineSearch } from './wolfe-line-search';
import type { FloatArray } from '../kernels/kernels';
import type { FullBatchMemory } from './optimizer';

interface Problem {
  readonly start: readonly number[];
  /** J at x; overwrites the gradient. */
  evaluate(x: FloatArray, gradient: FloatArray): number;
}

/** f = 100(y − x²)² + (1 − x)², smallest at (1, 1): More, Garbow & Hillstrom 1981, problem 1. */
const rosenbrock: Problem = {
  start: [-1.2, 1],
  evaluate(x, gradient) {
    const valley = x[1] - x[0] * x[0];
    gradient[0] = -400 * x[0] * valley - 2 * (1 - x[0]);
    gradient[1] = 200 * valley;
    return 100 * valley * valley + (1 - x[0]) ** 2;
  },
};

/** f = ½ Σ k(xₖ − 1)², smallest at (1, …, 1). */
const bowl: Problem = {
  start: Array.from({ length: 12 }, (_, index) => index - 5),
  evaluate(x, gradient) {
    let sum = 0;
    for (let k = 0; k < x.length; k += 1) {
      gradient[k] = (k + 1) * (x[k] - 1);
      sum += 0.5 * (k + 1) * (x[k] - 1) ** 2;
    }
    return sum;
  },
};

class Minimisation {
  readonly #count: number;
  readonly #values: FloatArray;
  readonly #optimizer;
  readonly #problem: Problem;
  iterations = 0;
  evaluations = 0;
  converged = false;

  constructor(
    problem: Problem,
    memory = 5,
    values = (length: number): FloatArray => new Float64Array(length),
  ) {
    this.#problem = problem;
    this.#count = problem.start.length;
    const tensors = 5 + 2 * memory;
    this.#values = values(tensors * this.#count);
    this.#values.set(problem.start);
    const at = (tensor: number): number => tensor * this.#count;
    this.#optimizer = lbfgs.build(
      createReferenceKernels(this.#values),
      { type: 'lbfgs', learningRate: 1, memory, maxEvaluations: 25, tolerance: 1e-9 },
      {
        parameters: at(0),
        gradients: at(1),
        scratch: [at(2), at(3)],
        state: Array.from({ length: 1 + 2 * memory }, (_, index) => at(4 + index)),
        count: this.#count,
        parts: [{ start: 0, count: this.#count, decays: true }],
      },
    );
  }

  get point(): number[] {
    return [...this.#values.subarray(0, this.#count)];
  }

  look(): void {
    this.#optimizer.begin(1);
    this.evaluations += 1;
    const x = this.#values.subarray(0, this.#count);
    const answer = this.#optimizer.take(
      this.#problem.evaluate(x, this.#values.subarray(this.#count, 2 * this.#count)),
    );
    if (answer === 'moved') this.iterations += 1;
    this.converged = answer === 'converged';
  }

  /** @returns J after every iteration */
  run(iterations: number): number[] {
    const losses: number[] = [];
    const goal = this.iterations + iterations;
    while (!this.converged && this.iterations < goal) {
      const before = this.iterations;
      this.look();
      if (this.iterations > before) losses.push(this.#optimizer.memory.loss);
    }
    return losses;
  }

  /** As a checkpoint has it: parameters between two iterations, gradient and pairs, plain numbers. */
  save(): { point: number[]; state: number[]; memory: FullBatchMemory } {
    const { point, memory } = this.#optimizer;
    const state = [...this.#values.subarray(4 * this.#count)];
    return { point: [...this.#values.subarray(point, point + this.#count)], state, memory };
  }

  load({ point, state, memory }: ReturnType<Minimisation['save']>): void {
    this.#values.set(point);
    this.#values.set(state, 4 * this.#count);
    this.#optimizer.restore(memory);
  }
}

describe('L-BFGS', () => {
  it('finds the minimum of Rosenbrock’s valley in fewer than 45 iterations', () => {
    const run = new Minimisation(rosenbrock);
    const losses = run.run(100);
    expect(run.converged).toBe(true);
    expect(run.iterations).toBeLessThan(45);
    for (const x of run.point) expect(x).toBeCloseTo(1, 8);
    losses.forEach((loss, index) => {
      if (index > 0) expect(loss).toBeLessThanOrEqual(losses[index - 1]);
    });
  });

  it('solves a quadratic in hardly more steps than it has curvatures', () => {
    const run = new Minimisation(bowl, 12);
    run.run(100);
    expect(run.converged).toBe(true);
    expect(run.iterations).toBeLessThan(25);
    for (const x of run.point) expect(x).toBeCloseTo(1, 8);
  });

  it('gets as far as float32 can tell', () => {
    const run = new Minimisation(rosenbrock, 5, (length) => new Float32Array(length));
    run.run(100);
    expect(run.converged).toBe(true);
    for (const x of run.point) expect(x).toBeCloseTo(1, 3);
  });

  it('goes straight downhill at first, by a step no longer than 1', () => {
    const run = new Minimisation(bowl);
    run.look();
    const gradient = new Float64Array(12);
    bowl.evaluate(Float64Array.from(bowl.start), gradient);
    const length = Math.hypot(...gradient);
    run.point.forEach((x, index) => {
      expect(x).toBeCloseTo(bowl.start[index] - gradient[index] / length, 12);
    });
  });

  it('is converged at once where the gradient is zero', () => {
    const run = new Minimisation({ ...bowl, start: new Array<number>(12).fill(1) });
    run.look();
    expect([run.converged, run.evaluations]).toEqual([true, 1]);
    expect(run.point).toEqual(new Array(12).fill(1));
  });

  it('continues bit for bit from between two iterations and from the middle of one', () => {
    for (const looks of [9, 10, 11, 12, 13]) {
      const straight = new Minimisation(rosenbrock, 3);
      const first = new Minimisation(rosenbrock, 3);
      for (let done = 0; done < looks; done += 1) first.look();
      const second = new Minimisation(rosenbrock, 3);
      second.load(first.save());
      straight.run(20);
      second.run(20 - first.iterations);
      expect(second.point).toEqual(straight.point);
    }
  });
});

describe('the line search', () => {
  const settings = { sufficient: 1e-4, curvature: 0.1, maxEvaluations: 25, noise: 0 };

  /** Looks until it accepts or fails. */
  function search(phi: (a: number) => [value: number, slope: number], firstStep: number): [string, number] {
    const line = new WolfeLineSearch(settings);
    const [value, slope] = phi(0);
    line.begin(value, slope, firstStep);
    for (;;) {
      const answer = line.take(...phi(line.step));
      if (answer !== 'look') return [answer, line.step];
    }
  }

  // More & Thuente 1994, (5.1) with β = 2: φ(a) = −a/(a² + 2), smallest at √2.
  const valley = (a: number): [number, number] => [-a / (a * a + 2), (a * a - 2) / (a * a + 2) ** 2];

  it.each([0.001, 0.1, 10, 1000])(
    'fulfils the strong Wolfe conditions from a first step of %f',
    (firstStep) => {
      const [answer, step] = search(valley, firstStep);
      expect(answer).toBe('accept');
      const [value, slope] = valley(step);
      const [start, startSlope] = valley(0);
      expect(value).toBeLessThanOrEqual(start + settings.sufficient * step * startSlope);
      expect(Math.abs(slope)).toBeLessThanOrEqual(-settings.curvature * startSlope);
    },
  );

  it('comes back from where the function is not a number', () => {
    const [answer, step] = search((a) => (a > 2 ? [NaN, NaN] : valley(a)), 50);
    expect(answer).toBe('accept');
    expect(step).toBeLessThan(2);
  });

  it('fails where there is nothing below', () => {
    const [answer] = search((a) => [Math.abs(a), a === 0 ? -1 : 1], 1);
    expect(answer).toBe('fail');
  });

  it('gives up on a function that falls for ever, at a step that is lower', () => {
    const [answer, step] = search((a) => [-a, -1], 1);
    expect(answer).toBe('accept');
    expect(step).toBeGreaterThan(1e6);
  });

  it('interpolates with the minimum of the cubic', () => {
    // x³ − 3x has its minimum at 1.
    const look = (step: number) => ({ step, value: step ** 3 - 3 * step, slope: 3 * step * step - 3 });
    expect(cubicMinimum(look(0), look(3))).toBeCloseTo(1, 12);
    expect(cubicMinimum(look(3), look(0))).toBeCloseTo(1, 12);
  });
});
