/** What the units of a layer do over the training samples: means, shares, histograms, and what excites each most. */
import { elementCount } from '../tensor';
import { createActivityCounter } from './activity';
import { summariseActivity } from './hidden-activity';
import { spreadOver } from './inspection';
import { layerSetting } from './layer-setting';
import { UnitHistograms } from './unit-histograms';
import type { FloatArray } from '../kernels/kernels';
import type { ActivationName } from '../spec/experiment';
import type { HiddenActivity } from '../worker/protocol';
import type { Activity } from './activity';
import type { Inspection } from './inspection';
import type { Histogram } from './unit-histograms';

const mostSamples = 20_000;
/** Numbers of the layer, and multiplications on the way to it, that are worth waiting for. */
const mostNumbers = 1e7;
const mostProducts = 2e10;
const topCount = 9;

/** One sample and the place at which a unit was strongest there. */
export interface Strongest {
  readonly sample: number;
  /** y·width + x in the layer's output; 0 for a vector. */
  readonly place: number;
  readonly value: number;
}

export interface LayerActivity {
  readonly lookedAt: number;
  /** [units], over all samples and places. */
  readonly means: Float32Array;
  readonly activity: Activity;
  /** Of all units together, over the first of the samples. */
  readonly overall: HiddenActivity;
  histogram(unit: number): Histogram;
  /** The nine samples that excite a unit most, the strongest first; of equals the first. */
  top(unit: number): readonly Strongest[];
}

/** The training samples that a layer is judged by, fewer where a sample takes long. */
function samplesFor({ network, samples }: Inspection, layer: number): Uint32Array {
  const products = network.layers
    .slice(0, layer + 1)
    .reduce((sum, { parameterCount, outputShape }) => sum + parameterCount * placesOf(outputShape), 1);
  const most = Math.min(
    mostSamples,
    mostNumbers / elementCount(network.outputShape(layer)),
    mostProducts / products,
  );
  return spreadOver(samples.train, Math.max(topCount, Math.floor(most)));
}

/** Places of a picture; a vector is one. */
export function placesOf(shape: readonly number[]): number {
  return shape.length === 3 ? shape[0] * shape[1] : 1;
}

/** Channels of a picture, numbers of a vector. */
export function unitsOf(shape: readonly number[]): number {
  return shape[shape.length - 1];
}

/** Where the activation has an end on both sides. */
const ranges: Partial<Record<ActivationName, readonly [number, number]>> = {
  sigmoid: [0, 1],
  softmax: [0, 1],
  tanh: [-1, 1],
};

/** One pass over the samples; of a layer whose activation is a layer of its own, the numbers behind that. */
export function measureActivity(inspection: Inspection, layer: number): LayerActivity {
  return inspection.recall(`activity ${layer}`, () => {
    const { network, experiment } = inspection;
    const { activation, activationLayer, sparsity } = layerSetting(experiment, layer);
    const shape = network.outputShape(activationLayer);
    const [units, places] = [unitsOf(shape), placesOf(shape)];
    const indices = samplesFor(inspection, activationLayer);
    const counter = createActivityCounter(units, activation, sparsity !== null);
    const histograms = new UnitHistograms(units, ranges[activation] ?? null);
    const strongest = new StrongestSamples(units, places);
    const sums = new Float64Array(units);
    const overall: Omit<HiddenActivity, 'layer'>[] = [];
    inspection.through(indices, activationLayer, (first, rows) => {
      const isLast = activationLayer === network.layers.length - 1;
      const values = isLast ? network.probabilities() : network.activations(activationLayer);
      counter.add(values, 0, rows * places);
      if (first === 0) overall.push(summariseActivity(values, shape, activation));
      for (let at = 0, unit = 0; at < values.length; at += 1) {
        sums[unit] += values[at];
        histograms.add(unit, values[at]);
        unit = unit + 1 === units ? 0 : unit + 1;
      }
      for (let row = 0; row < rows; row += 1) {
        strongest.add(indices[first + row], values, row * places * units);
      }
    });
    return {
      lookedAt: indices.length,
      means: Float32Array.from(sums, (sum) => sum / (indices.length * places)),
      activity: counter.measure(),
      overall: { layer: activationLayer, ...overall[0] },
      histogram: (unit) => histograms.histogram(unit),
      top: (unit) => strongest.lists[unit],
    };
  });
}

/** The best samples of every unit, each at its best place. */
class StrongestSamples {
  readonly lists: readonly Strongest[][];
  readonly #places: number;
  readonly #best: Float64Array;
  readonly #bestPlace: Uint32Array;

  constructor(units: number, places: number) {
    this.lists = Array.from({ length: units }, () => []);
    this.#places = places;
    this.#best = new Float64Array(units);
    this.#bestPlace = new Uint32Array(units);
  }

  /** Shapes: values [places, units] of one sample from `offset` on. */
  add(sample: number, values: FloatArray, offset: number): void {
    const units = this.lists.length;
    this.#best.fill(-Infinity);
    let at = offset;
    for (let place = 0; place < this.#places; place += 1) {
      for (let unit = 0; unit < units; unit += 1, at += 1) {
        if (values[at] <= this.#best[unit]) continue;
        this.#best[unit] = values[at];
        this.#bestPlace[unit] = place;
      }
    }
    this.lists.forEach((list, unit) => insert(list, sample, this.#bestPlace[unit], this.#best[unit]));
  }
}

/** Into a list of falling values that keeps its best nine. */
function insert(list: Strongest[], sample: number, place: number, value: number): void {
  if (list.length === topCount && value <= list[topCount - 1].value) return;
  let at = list.length;
  while (at > 0 && list[at - 1].value < value) at -= 1;
  list.splice(at, 0, { sample, place, value });
  if (list.length > topCount) list.pop();
}
