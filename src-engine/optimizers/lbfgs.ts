/**
 * L-BFGS (Nocedal 1980; Nocedal & Wright 2006, algorithm 7.5), as UFLDL's exercises use it: full batch, a direction from
 * the latest steps, a line search along it.
 */
import { number, wholeNumber, type SpecOf } from '../spec/settings';
import { learningRate } from './common-settings';
import { CurvaturePairs } from './curvature-pairs';
import { WolfeLineSearch } from './wolfe-line-search';
import type { Kernels } from '../kernels/kernels';
import type {
  FullBatchAnswer,
  FullBatchKind,
  FullBatchMemory,
  FullBatchOptimizer,
  OptimizerBuffers,
} from './optimizer';

/** Numbers between two breaths. */
const numbersAtOnce = 2 ** 20;

/** c₁ and c₂ as Nocedal & Wright recommend them for quasi-Newton methods. */
const wolfe = { sufficient: 1e-4, curvature: 0.9 } as const;

const settings = {
  /** The step that each line search tries first; 1 is Newton's. */
  learningRate: { ...learningRate(1), fallback: 1 },
  memory: wholeNumber({
    label: 'Memory',
    explanation: 'Past steps that the curvature is estimated from.',
    min: 1,
    max: 100,
    fallback: 20,
    more: true,
  }),
  maxEvaluations: wholeNumber({
    label: 'Looks at J',
    explanation: 'How often one line search may compute J over all samples, at most.',
    min: 2,
    max: 100,
    fallback: 25,
    more: true,
  }),
  tolerance: number({
    label: 'Tolerance',
    explanation: 'Training ends where no entry of the gradient is larger.',
    min: 0,
    max: 1,
    fallback: 1e-7,
    factor: 10,
    more: true,
  }),
};

/** Looks at all training samples for every step, so `training.batchSize` has no effect; an epoch is one iteration. */
export type LbfgsSpec = SpecOf<'lbfgs', typeof settings>;

export const lbfgs: FullBatchKind<LbfgsSpec> = {
  type: 'lbfgs',
  word: 'L-BFGS',
  settings,
  example: { type: 'lbfgs', learningRate: 1, memory: 20, maxEvaluations: 25, tolerance: 1e-7 },
  fullBatch: true,
  /** The gradient at the point, steps, changes of the gradient. */
  stateTensors: ({ memory }) => 1 + 2 * memory,
  /** The point, the direction from it. */
  scratchTensors: 2,

  build: (kernels, spec, buffers, breathe = () => undefined) => new Lbfgs(kernels, spec, buffers, breathe),
};

class Lbfgs implements FullBatchOptimizer {
  readonly #kernels: Kernels;
  readonly #spec: LbfgsSpec;
  readonly #buffers: OptimizerBuffers;
  /** Offsets: gradient at the point, the point, the direction. */
  readonly #gradient: number;
  readonly #point: number;
  readonly #direction: number;
  readonly #pairs: CurvaturePairs;
  readonly #search: WolfeLineSearch;
  readonly #breathe: () => void;
  #started = false;
  #isSearching = false;
  #loss = 0;
  #rate = 1;

  constructor(kernels: Kernels, spec: LbfgsSpec, buffers: OptimizerBuffers, breathe: () => void) {
    const [gradient = 0, ...pairs] = buffers.state;
    const [point = 0, direction = 0] = buffers.scratch;
    this.#kernels = kernels;
    this.#spec = spec;
    this.#buffers = buffers;
    this.#gradient = gradient;
    this.#point = point;
    this.#direction = direction;
    this.#breathe = breathe;
    const { memory } = spec;
    this.#pairs = new CurvaturePairs(kernels, pairs.slice(0, memory), pairs.slice(memory), buffers.count);
    const noise = kernels.values instanceof Float32Array ? 1e-7 : 1e-15;
    this.#search = new WolfeLineSearch({ ...wolfe, maxEvaluations: spec.maxEvaluations, noise });
  }

  get memory(): FullBatchMemory {
    return {
      started: this.#started,
      loss: this.#loss,
      pairs: this.#pairs.held,
      next: this.#pairs.next,
    };
  }

  get point(): number {
    return this.#isSearching ? this.#point : this.#buffers.parameters;
  }

  restore({ started, loss, pairs, next }: FullBatchMemory): void {
    this.#started = started;
    this.#isSearching = false;
    this.#loss = loss;
    this.#pairs.restore(pairs, next);
  }

  begin(learningRate: number): void {
    this.#rate = learningRate;
    if (!this.#started || this.#isSearching) return;
    this.#copy(this.#buffers.parameters, this.#point);
    this.#beginSearch();
  }

  take(loss: number): FullBatchAnswer {
    const { parameters, gradients } = this.#buffers;
    if (!this.#started) {
      this.#started = true;
      this.#accept(loss);
      this.#copy(parameters, this.#point);
      if (this.#isFlat()) return 'converged';
      this.#beginSearch();
      return 'look';
    }
    const answer = this.#search.take(loss, this.#dot(gradients, this.#direction));
    if (answer === 'look') {
      this.#moveToStep();
      return 'look';
    }
    if (answer === 'fail') return this.#tryAgain();
    this.#pairs.add(parameters, this.#point, gradients, this.#gradient);
    this.#accept(loss);
    this.#isSearching = false;
    return this.#isFlat() ? 'converged' : 'moved';
  }

  #accept(loss: number): void {
    this.#loss = loss;
    this.#copy(this.#buffers.gradients, this.#gradient);
  }

  /** A search that found nothing begins anew straight downhill; if it was that already, there is nothing below. */
  #tryAgain(): FullBatchAnswer {
    if (this.#pairs.held === 0) {
      this.#copy(this.#point, this.#buffers.parameters);
      this.#isSearching = false;
      return 'converged';
    }
    this.#pairs.forget();
    this.#beginSearch();
    return 'look';
  }

  #beginSearch(): void {
    this.#copy(this.#gradient, this.#direction);
    this.#pairs.descend(this.#direction);
    let slope = this.#dot(this.#gradient, this.#direction);
    if (!(slope < 0)) {
      this.#pairs.forget();
      this.#copy(this.#gradient, this.#direction);
      this.#pairs.descend(this.#direction);
      slope = this.#dot(this.#gradient, this.#direction);
    }
    // Without curvature yet, the gradient's length says nothing about how far to go.
    const shortened = this.#pairs.held > 0 ? 1 : Math.min(1, 1 / Math.sqrt(-slope));
    this.#search.begin(this.#loss, slope, this.#rate * shortened);
    this.#isSearching = true;
    this.#moveToStep();
  }

  /** parameters ← point + step·direction. */
  #moveToStep(): void {
    const { parameters, count } = this.#buffers;
    this.#copy(this.#point, parameters);
    this.#kernels.addScaled(this.#direction, parameters, count, this.#search.step);
  }

  #isFlat(): boolean {
    const { values } = this.#kernels;
    const { tolerance } = this.#spec;
    const end = this.#gradient + this.#buffers.count;
    for (let start = this.#gradient; start < end; start += numbersAtOnce) {
      if (start > this.#gradient) this.#breathe();
      const pieceEnd = Math.min(end, start + numbersAtOnce);
      for (let index = start; index < pieceEnd; index += 1) {
        if (Math.abs(values[index]) > tolerance) return false;
      }
    }
    return true;
  }

  #copy(from: number, to: number): void {
    this.#kernels.copy(from, to, this.#buffers.count);
  }

  #dot(x: number, y: number): number {
    return this.#kernels.dot(x, y, this.#buffers.count);
  }
}
