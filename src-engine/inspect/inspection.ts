/**
 * What every answer about a trained network works with: the run's samples, the network at one checkpoint, and what has
 * been found out about them before.
 */
import { mapFields } from './receptive-field';
import type { PreparedSamples } from '../data/prepare-samples';
import type { Experiment } from '../spec/experiment';
import type { FieldMap } from './receptive-field';
import type { TrainedNetwork } from './trained-network';

/** Findings of a checkpoint that are kept, at most; layers and smoothnesses come and go as somebody looks around. */
const mostFindings = 24;

export class Inspection {
  readonly experiment: Experiment;
  readonly samples: PreparedSamples;
  readonly network: TrainedNetwork;
  readonly fields: FieldMap;
  readonly #watch: (progress: number) => void;
  readonly #inputs: Float32Array;
  readonly #found = new Map<string, unknown>();
  #range: readonly [from: number, to: number] = [0, 1];

  /** @param watch is told the progress of long work, in [0, 1]; may throw to give up */
  constructor(
    experiment: Experiment,
    samples: PreparedSamples,
    network: TrainedNetwork,
    watch: (progress: number) => void,
  ) {
    this.experiment = experiment;
    this.samples = samples;
    this.network = network;
    this.fields = mapFields(experiment.network.layers, samples.shape);
    this.#watch = watch;
    this.#inputs = new Float32Array(network.rows * network.features);
  }

  /** What was found under a name before, or now. */
  recall<T>(name: string, find: () => T): T {
    if (!this.#found.has(name)) {
      const found = find();
      if (this.#found.size >= mostFindings) {
        const [oldest] = this.#found.keys();
        this.#found.delete(oldest);
      }
      this.#found.set(name, found);
    }
    return this.#found.get(name) as T;
  }

  /** Work whose own progress is the part from `from` to `to` of the whole. */
  stage<T>(from: number, to: number, work: () => T): T {
    const outer = this.#range;
    const width = outer[1] - outer[0];
    this.#range = [outer[0] + from * width, outer[0] + to * width];
    try {
      return work();
    } finally {
      this.#range = outer;
    }
  }

  /** Says how far the work of this stage is. @throws EngineError('cancelled') where nobody waits any more */
  watch(progress: number): void {
    const [from, to] = this.#range;
    this.#watch(from + progress * (to - from));
  }

  /**
   * Sends samples through the network up to a layer, as many at once as fit.
   * @param use is called for the samples `indices[first … first + rows)`, with their activations in the network
   */
  through(indices: ArrayLike<number>, last: number, use: (first: number, rows: number) => void): void {
    const { features, rows: most } = this.network;
    for (let first = 0; first < indices.length; first += most) {
      const rows = Math.min(most, indices.length - first);
      for (let row = 0; row < rows; row += 1) {
        const start = indices[first + row] * features;
        this.#inputs.set(this.samples.inputs.subarray(start, start + features), row * features);
      }
      this.network.forward(this.#inputs, rows, last);
      use(first, rows);
      this.watch((first + rows) / indices.length);
    }
  }
}

/** Up to `most` of the indices, evenly spread over them and in their order. */
export function spreadOver(indices: Uint32Array, most: number): Uint32Array {
  if (indices.length <= most) return indices;
  return Uint32Array.from({ length: most }, (_, at) => indices[Math.floor((at * indices.length) / most)]);
}
