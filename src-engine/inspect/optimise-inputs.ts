/** Inputs that excite a unit most: gradient ascent on its activation before the nonlinearity under ‖x‖ ≤ 1. */
import { ascentStarts, normOf, scaleToUnit } from './ascent-starts';
import type { AscentStart } from './ascent-starts';
import type { TrainedNetwork } from './trained-network';

export interface AscentOptions {
  /**
   * λ ≥ 0: takes λ/2 Σ (x_p − x_q)² over all pairs of neighbouring pixels, channels apart, from the activation, which is
   * measured in units of the length of its first gradient; 0 is the bare ascent.
   */
  readonly smoothness: number;
  /**
   * A sample [features] that excites the unit at `places[index]`, not longer than samples are; asked for only where the
   * ascent stays at the origin. null, or without the option, where none is known.
   */
  readonly sampleFor?: (index: number) => Float32Array | null;
  /** Called between the steps with the progress in [0, 1]; may throw to give up. */
  readonly watch: (progress: number) => void;
}

export interface OptimisedInputs {
  /** [count, features], each of norm ≤ 1; zeros where neither the sample nor anything else that was tried moves the unit. */
  readonly inputs: Float32Array;
  /** At `inputs`, before the nonlinearity. */
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

/**
 * One input for each of the numbers `places` of a layer's output (see `TrainedNetwork.unitGradients`), found by projected
 * ascent from the origin: x ← P(x + η·g/‖g‖), η from 1 on halved where a step went too far. For a unit that is linear in
 * the input the first step arrives at W/‖W‖. A unit of many kinks may be left on its way after forty steps.
 * The origin is a trap behind ReLUs that are silent there, and behind max-pooling, where all places are equal. A unit that
 * stays there climbs again among the pictures of norm 1 (`ascentStarts`), which keeps it from falling back to nothing. Where
 * it is blind to all of them, as behind biases that no picture so faint overcomes, it sees them as long as its sample is,
 * and the direction found is given with norm 1.
 * @see Erhan et al. 2009, "Visualizing higher-layer features of a deep network"
 */
export function optimiseInputs(
  network: TrainedNetwork,
  layer: number,
  places: ArrayLike<number>,
  { smoothness, sampleFor = () => null, watch }: AscentOptions,
): OptimisedInputs {
  const { features, rows: most } = network;
  const inputs = new Float32Array(places.length * features);
  const activations = new Float64Array(places.length);
  for (let first = 0; first < places.length; first += most) {
    const rows = Math.min(most, places.length - first);
    const block = Array.from({ length: rows }, (_, row) => places[first + row]);
    const tell = (from: number) => (progress: number) =>
      watch((first + rows * (from + progress / 2)) / places.length);
    const climb = new Climb(network, layer, block, smoothness);
    climb.run(null, tell(0));
    inputs.set(climb.x, first * features);
    activations.set(climb.values, first);
    const stuck = [...block.keys()].filter((row) => normOf(climb.picture(row)) === 0);
    if (stuck.length === 0) continue;
    const stuckPlaces = stuck.map((row) => block[row]);
    const again = new Climb(network, layer, stuckPlaces, smoothness);
    again.run(
      stuck.map((row) => ascentStarts(sampleFor(first + row), features, first + row)),
      tell(0.5),
    );
    const { values } = network.unitGradients(layer, 'preactivation', again.x, stuckPlaces);
    stuck.forEach((row, at) => {
      inputs.set(again.picture(at), (first + row) * features);
      activations[first + row] = values[at];
    });
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
  /** How long an input of norm 1 is where it goes through the network. */
  readonly #lengths: Float64Array;
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
  /** Whether only inputs of norm 1 are taken, not all of norm ≤ 1. */
  #isOnSphere = false;

  constructor(network: TrainedNetwork, layer: number, places: readonly number[], smoothness: number) {
    const rows = places.length;
    this.#network = network;
    this.#layer = layer;
    this.#places = places;
    this.#smoothness = smoothness;
    this.x = new Float32Array(rows * network.features);
    this.values = new Float64Array(rows);
    this.#lengths = new Float64Array(rows).fill(1);
    this.#steps = new Float64Array(rows).fill(1);
    this.#heights = new Float64Array(rows).fill(-Infinity);
    this.#slopes = new Float64Array(rows);
    this.#idle = new Uint8Array(rows);
    this.#ahead = new Float32Array(this.x.length);
    this.#tried = new Float32Array(this.x.length);
  }

  picture(row: number): Float32Array {
    const { features } = this.#network;
    return this.x.subarray(row * features, (row + 1) * features);
  }

  /** @param starts of each unit, who then keep to norm 1; null from the origin, within norm ≤ 1 */
  run(starts: readonly Iterator<AscentStart, undefined>[] | null, watch: (progress: number) => void): void {
    if (starts === null) this.#look([...this.#places.keys()]);
    else this.#startFrom(starts);
    let climbing = [...this.#places.keys()];
    for (let step = 0; step < mostSteps; step += 1) {
      climbing = climbing.filter((row) => this.#steps[row] > shortestStep && this.#idle[row] < mostIdle);
      if (climbing.length === 0) return;
      climbing.forEach((row, at) => this.#try(row, this.#slot(at)));
      this.#look(climbing);
      watch((step + 1) / mostSteps);
    }
  }

  /** At the first start of each unit at which it has a slope; at zeros where it has none at any. */
  #startFrom(starts: readonly Iterator<AscentStart, undefined>[]): void {
    this.#isOnSphere = true;
    let flat = [...this.#places.keys()];
    while (flat.length > 0) {
      const looking: number[] = [];
      for (const row of flat) {
        const start = starts[row].next().value;
        this.#heights[row] = -Infinity;
        this.#steps[row] = start === undefined ? 0 : 1;
        this.picture(row).fill(0);
        if (start === undefined) continue;
        this.#slot(looking.length).set(start.picture);
        this.#lengths[row] = start.length;
        looking.push(row);
      }
      if (looking.length > 0) this.#look(looking);
      flat = looking.filter((row) => this.#slopes[row] === 0);
    }
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
    if (this.#isOnSphere || normOf(tried) > 1) scaleToUnit(tried);
    let squares = 0;
    for (let i = 0; i < tried.length; i += 1) squares += (tried[i] - this.x[start + i]) ** 2;
    if (squares < shortestMove ** 2) this.#steps[row] = 0;
  }

  /** Takes what was tried where it is higher, and shortens the step where it is not. */
  #look(rows: readonly number[]): void {
    const network = this.#network;
    const { features } = network;
    const places = rows.map((row) => this.#places[row]);
    const seen = this.#tried.slice(0, rows.length * features);
    rows.forEach((row, at) => {
      const length = this.#lengths[row];
      if (length !== 1) for (let i = at * features; i < (at + 1) * features; i += 1) seen[i] *= length;
    });
    const { values, gradient } = network.unitGradients(this.#layer, 'preactivation', seen, places);
    rows.forEach((row, at) => {
      const length = this.#lengths[row];
      const slope = Float32Array.from(
        gradient.subarray(at * features, (at + 1) * features),
        (value) => value * length,
      );
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
