/** Inputs that excite a unit most: gradient ascent on its activation before the nonlinearity under ‖x‖ ≤ 1. */
import { createRandom } from '../random';
import type { FloatArray } from '../kernels/kernels';
import type { TrainedNetwork } from './trained-network';

export interface AscentOptions {
  /**
   * λ ≥ 0: takes λ/2 Σ (x_p − x_q)² over all pairs of neighbouring pixels, channels apart, from the activation, which is
   * measured in units of the length of its first gradient; 0 is the bare ascent.
   */
  readonly smoothness: number;
  /** Called between the steps with the progress in [0, 1]; may throw to give up. */
  readonly watch: (progress: number) => void;
}

export interface OptimisedInputs {
  /** [count, features], each of norm ≤ 1; zeros where nothing that was tried moves the unit. */
  readonly inputs: Float32Array;
  /** Before the nonlinearity. */
  readonly activations: Float64Array;
}

const mostSteps = 40;
/** A step that has become so short has arrived. */
const shortestStep = 1e-4;
/** Where the slope keeps its direction the unit is linear, and a step so long arrives. */
const longestStep = 1e4;
const sameDirection = 0.9999;
/** A move so short is none; float32 rounds near 1e-7. */
const shortestMove = 1e-5;
/** After so many steps that gained less than this part of the height, there is nothing more to see. */
const mostIdle = 2;
const idleGain = 1e-4;
/** Where the unit is blind at the origin, it is tried from so many random pictures. */
const randomStarts = 8;

/**
 * One input for each of the numbers `places` of a layer's output (see `TrainedNetwork.unitGradients`), found by projected
 * ascent from the origin: x ← P(x + η·g/‖g‖), η from 1 on halved where a step went too far. For a unit that is linear in
 * the input the first step arrives at W/‖W‖. A unit of many kinks may be left on its way after forty steps.
 * @see Erhan et al. 2009, "Visualizing higher-layer features of a deep network"
 */
export function optimiseInputs(
  network: TrainedNetwork,
  layer: number,
  places: ArrayLike<number>,
  { smoothness, watch }: AscentOptions,
): OptimisedInputs {
  const { features, rows: most } = network;
  const inputs = new Float32Array(places.length * features);
  const activations = new Float64Array(places.length);
  for (let first = 0; first < places.length; first += most) {
    const rows = Math.min(most, places.length - first);
    const climb = new Climb(
      network,
      layer,
      Array.from({ length: rows }, (_, row) => places[first + row]),
      smoothness,
    );
    climb.run((progress) => watch((first + rows * progress) / places.length));
    inputs.set(climb.x, first * features);
    activations.set(climb.values, first);
  }
  return { inputs, activations };
}

/** The ascents of as many units as go through the network at once. */
class Climb {
  readonly x: Float32Array;
  /** Activations at `x`. */
  readonly values: Float64Array;
  readonly #network: TrainedNetwork;
  readonly #layer: number;
  readonly #places: readonly number[];
  readonly #smoothness: number;
  readonly #steps: Float64Array;
  /** Activation in units of the first slope, less the penalty, at `x`. */
  readonly #heights: Float64Array;
  readonly #slopes: Float64Array;
  /** Steps in a row that gained next to nothing. */
  readonly #idle: Uint8Array;
  /** Directions of ascent at `x`, of length 1. */
  readonly #ahead: Float32Array;
  /** Inputs to look at, one for each of the rows looked at. */
  readonly #tried: Float32Array;

  constructor(network: TrainedNetwork, layer: number, places: readonly number[], smoothness: number) {
    const rows = places.length;
    this.#network = network;
    this.#layer = layer;
    this.#places = places;
    this.#smoothness = smoothness;
    this.x = new Float32Array(rows * network.features);
    this.values = new Float64Array(rows);
    this.#steps = new Float64Array(rows).fill(1);
    this.#heights = new Float64Array(rows).fill(-Infinity);
    this.#slopes = new Float64Array(rows);
    this.#idle = new Uint8Array(rows);
    this.#ahead = new Float32Array(this.x.length);
    this.#tried = new Float32Array(this.x.length);
  }

  run(watch: (progress: number) => void): void {
    this.#start();
    let climbing = [...this.#places.keys()];
    for (let step = 0; step < mostSteps; step += 1) {
      climbing = climbing.filter((row) => this.#steps[row] > shortestStep && this.#idle[row] < mostIdle);
      if (climbing.length === 0) return;
      climbing.forEach((row, at) => this.#try(row, this.#slot(at)));
      this.#look(climbing);
      watch((step + 1) / mostSteps);
    }
  }

  /** From the origin; where all is flat there, as it may be behind ReLUs, from a random picture. */
  #start(): void {
    this.#look([...this.#places.keys()]);
    for (let start = 0; start < randomStarts; start += 1) {
      this.#restartFlat((picture, row) => {
        const random = createRandom(start, 'inspect', row);
        for (let i = 0; i < picture.length; i += 1) picture[i] = random.normal();
        limitNorm(picture);
      });
    }
    // Where nothing moves a unit, no picture says anything of it.
    this.#restartFlat((picture) => picture.fill(0));
  }

  /** Puts new pictures in place of those at which the unit has no slope. */
  #restartFlat(draw: (picture: Float32Array, row: number) => void): void {
    const flat = [...this.#places.keys()].filter((row) => this.#slopes[row] === 0);
    if (flat.length === 0) return;
    flat.forEach((row, at) => {
      draw(this.#slot(at), row);
      this.#heights[row] = -Infinity;
      this.#steps[row] = 1;
    });
    this.#look(flat);
  }

  #slot(at: number): Float32Array {
    const { features } = this.#network;
    return this.#tried.subarray(at * features, (at + 1) * features);
  }

  /** The next input of a row; one that has arrived stays where it is. */
  #try(row: number, tried: Float32Array): void {
    const start = row * tried.length;
    const step = this.#steps[row];
    for (let i = 0; i < tried.length; i += 1) tried[i] = this.x[start + i] + step * this.#ahead[start + i];
    limitNorm(tried);
    let squares = 0;
    for (let i = 0; i < tried.length; i += 1) squares += (tried[i] - this.x[start + i]) ** 2;
    if (squares < shortestMove ** 2) this.#steps[row] = 0;
  }

  /** Takes what was tried where it is higher, and shortens the step where it is not. */
  #look(rows: readonly number[]): void {
    const network = this.#network;
    const { features } = network;
    const places = rows.map((row) => this.#places[row]);
    const { values, gradient } = network.unitGradients(this.#layer, 'preactivation', this.#tried, places);
    rows.forEach((row, at) => {
      const slope = gradient.subarray(at * features, (at + 1) * features);
      if (this.#slopes[row] === 0) this.#slopes[row] = normOf(slope);
      const unit = this.#slopes[row] > 0 ? 1 / this.#slopes[row] : 0;
      const direction = Float32Array.from(slope, (value) => value * unit);
      const picture = this.#slot(at);
      const penalty = addRoughness(picture, network.sampleShape, this.#smoothness, direction);
      this.#take(row, picture, values[at], values[at] * unit - penalty, direction);
    });
  }

  #take(row: number, picture: Float32Array, value: number, height: number, direction: Float32Array): void {
    const gain = height - this.#heights[row];
    if (gain < 0) {
      this.#steps[row] = Math.min(this.#steps[row], 2) / 2;
      return;
    }
    this.#idle[row] = gain > idleGain * Math.abs(height) ? 0 : this.#idle[row] + 1;
    this.x.set(picture, row * picture.length);
    this.values[row] = value;
    this.#heights[row] = height;
    this.#turn(row, direction);
  }

  /** Sets where the next step of a row leads. */
  #turn(row: number, direction: Float32Array): void {
    const length = normOf(direction);
    if (length === 0) this.#steps[row] = 0;
    const perLength = length > 0 ? 1 / length : 0;
    const ahead = this.#ahead.subarray(row * direction.length, (row + 1) * direction.length);
    let cosine = 0;
    for (let i = 0; i < direction.length; i += 1) {
      const next = direction[i] * perLength;
      cosine += ahead[i] * next;
      ahead[i] = next;
    }
    if (cosine > sameDirection) this.#steps[row] = longestStep;
  }
}

function normOf(picture: FloatArray): number {
  let squares = 0;
  for (let i = 0; i < picture.length; i += 1) squares += picture[i] * picture[i];
  return Math.sqrt(squares);
}

function limitNorm(picture: Float32Array): void {
  const norm = normOf(picture);
  if (norm <= 1) return;
  for (let i = 0; i < picture.length; i += 1) picture[i] /= norm;
}

/**
 * λ/2 Σ (x_p − x_q)² over neighbours above and beside each other, channels apart; takes its gradient from `direction`.
 * Shapes: picture, direction [height, width, channels].
 */
function addRoughness(
  picture: Float32Array,
  [height, width, channels]: TrainedNetwork['sampleShape'],
  lambda: number,
  direction: Float32Array,
): number {
  if (lambda === 0) return 0;
  let squares = 0;
  const pull = (p: number, q: number): void => {
    const difference = picture[p] - picture[q];
    squares += difference * difference;
    direction[p] -= lambda * difference;
    direction[q] += lambda * difference;
  };
  const row = width * channels;
  for (let i = 0; i < picture.length; i += 1) {
    if (i % row < row - channels) pull(i, i + channels);
    if (i < (height - 1) * row) pull(i, i + row);
  }
  return (lambda / 2) * squares;
}
