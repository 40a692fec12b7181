/** How the units of a layer are pictured: by their weights where these look at the input, else by optimised inputs. */
import { EngineError } from '../errors';
import { weightPictures } from './first-filters';
import { measureActivity, placesOf, unitsOf } from './layer-activity';
import { optimiseInputs } from './optimise-inputs';
import { receptiveField, sidesOf } from './receptive-field';
import type { UnitPicture, UnitPictureKind } from '../worker/inspect-protocol';
import type { FilterSet } from '../worker/protocol';
import type { Inspection } from './inspection';
import type { Region } from './receptive-field';

/** Comparing all pairs of more units would take long, and nobody sees them all. */
const mostUnits = 1024;

export type LayerPictures = Omit<FilterSet, 'layer' | 'meanActivations'>;

/** Number of units of a layer. @throws EngineError('config') where there are too many to be looked at */
export function countUnits({ network }: Inspection, layer: number): number {
  const units = unitsOf(network.outputShape(layer));
  if (units <= mostUnits) return units;
  throw new EngineError(
    'config',
    `Layer ${layer + 1} has ${units} units, more than the ${mostUnits} that can be looked at. Choose a layer with fewer.`,
    { field: 'layer' },
  );
}

/** Whether a layer sees the input's own numbers, in whatever shape. */
function seesInput({ fields }: Inspection, layer: number): boolean {
  return fields.steps.slice(0, layer).every(({ field }) => field.type === 'order');
}

export function pictureKindOf(inspection: Inspection, layer: number): UnitPictureKind {
  const weights = inspection.network.weights(layer);
  if (weights === null || !seesInput(inspection, layer)) return 'optimised';
  return weights.shape.length === 2 ? 'weights' : 'kernels';
}

/** The weights of all units, each scaled to norm 1, over what the layer takes; null in a layer without. */
export function layerWeights({ network, samples }: Inspection, layer: number): LayerPictures | null {
  const weights = network.weights(layer);
  return weights === null ? null : weightPictures(weights, network.inputShape(layer), samples.shape);
}

/** All units of a layer, each picture of norm 1. */
export function pictureLayer(inspection: Inspection, layer: number, smoothness: number): LayerPictures {
  const units = countUnits(inspection, layer);
  const pictured = layerWeights(inspection, layer);
  if (pictured !== null && pictureKindOf(inspection, layer) !== 'optimised') return pictured;
  const { pictures } = optimiseUnits(inspection, layer, [...new Array(units).keys()], smoothness);
  const [{ height, width, channels }] = pictures;
  const values = new Float32Array(units * height * width * channels);
  pictures.forEach((picture, unit) => values.set(picture.values, unit * picture.values.length));
  const norms = pictured?.norms ?? new Float32Array(units).fill(1);
  return { units, height, width, channels, values, norms };
}

export interface OptimisedUnits {
  readonly pictures: readonly UnitPicture[];
  /** Before the nonlinearity. */
  readonly activations: Float64Array;
}

/** Optimised inputs of some units; of a picture's at its centre, cut to what that place sees. */
export function optimiseUnits(
  inspection: Inspection,
  layer: number,
  units: readonly number[],
  smoothness: number,
): OptimisedUnits {
  const { network, fields, samples } = inspection;
  const shape = network.outputShape(layer);
  const { height, width } = sidesOf(shape);
  const isPicture = shape.length === 3;
  const centre = { top: Math.floor(height / 2), left: Math.floor(width / 2), height: 1, width: 1 };
  const first = isPicture ? (centre.top * width + centre.left) * unitsOf(shape) : 0;
  const places = units.map((unit) => first + unit);
  const all = { top: 0, left: 0, height: samples.shape[0], width: samples.shape[1] };
  const region = isPicture ? receptiveField(fields, layer, centre) : all;
  const options = {
    smoothness,
    sampleFor: (at: number) => strongestSample(inspection, layer, units[at], region),
    watch: (progress: number) => inspection.watch(progress),
  };
  const { inputs, activations } = optimiseInputs(network, layer, places, options);
  const pictures = units.map((_unit, at) => cutPicture(inputs, at, samples.shape, region));
  return { pictures, activations };
}

/** What the unit sees where it is strongest, moved to a region that it sees from another place; zeros around it. */
function strongestSample(
  inspection: Inspection,
  layer: number,
  unit: number,
  region: Region,
): Float32Array | null {
  const top = measureActivity(inspection, layer).top(unit).at(0);
  if (top === undefined) return null;
  const { inputs, shape } = inspection.samples;
  const [height, width, channels] = shape;
  const seen = fieldOf(inspection, layer, unit, top.place);
  const down = shiftOf(seen.top, seen.height, region.top, region.height);
  const right = shiftOf(seen.left, seen.width, region.left, region.width);
  const moved = new Float32Array(height * width * channels);
  for (let y = seen.top; y < seen.top + seen.height; y += 1) {
    for (let x = seen.left; x < seen.left + seen.width; x += 1) {
      const [toY, toX] = [y + down, x + right];
      if (toY < 0 || toY >= height || toX < 0 || toX >= width) continue;
      const from = ((top.sample * height + y) * width + x) * channels;
      moved.set(inputs.subarray(from, from + channels), (toY * width + toX) * channels);
    }
  }
  return moved;
}

/** A part that begins at the border may be cut off there: then the ends meet, else the beginnings. */
function shiftOf(from: number, length: number, to: number, lengthThere: number): number {
  return from === 0 ? to + lengthThere - length : to - from;
}

/** A part of one of many pictures [count, …shape], scaled to norm 1. */
function cutPicture(
  pictures: Float32Array,
  index: number,
  [height, width, channels]: readonly [number, number, number],
  part: Region,
): UnitPicture {
  const row = part.width * channels;
  const values = new Float32Array(part.height * row);
  for (let y = 0; y < part.height; y += 1) {
    const from = ((index * height + part.top + y) * width + part.left) * channels;
    values.set(pictures.subarray(from, from + row), y * row);
  }
  const norm = Math.hypot(...values);
  if (norm > 0) values.forEach((value, i) => (values[i] = value / norm));
  return { height: part.height, width: part.width, channels, values };
}

/** The weights of one unit where they are a picture of the input or of what the layer below makes of it; else null. */
export function pictureWeights(inspection: Inspection, layer: number, unit: number): UnitPicture | null {
  const { network, samples } = inspection;
  const weights = network.weights(layer);
  if (weights === null) return null;
  const input = network.inputShape(layer);
  const isPicture = input.length === 3 ? input[2] === 1 || input[2] === 3 : seesInput(inspection, layer);
  if (!isPicture) return null;
  const { height, width, channels, values } = weightPictures(weights, input, samples.shape);
  const length = height * width * channels;
  return { height, width, channels, values: values.slice(unit * length, (unit + 1) * length) };
}

/** What the unit's number at a place sees of the input; of a vector the place is the unit itself. */
export function fieldOf({ network, fields }: Inspection, layer: number, unit: number, place: number): Region {
  const shape = network.outputShape(layer);
  const at = placesOf(shape) === 1 && shape.length !== 3 ? unit : place;
  const { width } = sidesOf(shape);
  return receptiveField(fields, layer, {
    top: Math.floor(at / width),
    left: at % width,
    height: 1,
    width: 1,
  });
}
