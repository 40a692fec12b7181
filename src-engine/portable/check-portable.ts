/** Whether a portable model fits together: every tensor is there with the shape its operation needs, every output the next input. */
import { counted } from '../counted';
import { EngineError } from '../errors';
import { reach } from '../layers/window';
import { elementCount, formatShape } from '../tensor';
import type { Shape } from '../tensor';
import type { PortableLayer, PortableModel, WhitenStep } from './portable-model';

type ShapeOf = (name: string) => Shape;

/**
 * Leaves the model alone.
 * @throws EngineError('shape') naming the layer or the step and both shapes
 */
export function checkPortable(model: PortableModel): void {
  const shapeOf: ShapeOf = (name) => {
    const tensor = model.tensors.get(name);
    if (tensor === undefined) throw misfit(`the tensor "${name}" is missing`);
    const { shape, values } = tensor;
    if (elementCount(shape) === values.length) return shape;
    throw misfit(`the tensor "${name}" of ${formatShape(shape)} has ${counted(values.length, 'number')}`);
  };
  let shape = prepared(model, shapeOf);
  for (const layer of model.layers) {
    requireShape(`${layer.name}: its input`, layer.inputShape, shape);
    requireShape(`${layer.name}: its output`, layer.outputShape, outputOf(layer, shapeOf));
    shape = layer.outputShape;
  }
  const { classNames, output } = model;
  if (output === 'classes' && classNames.length > 0) requireShape('the classes', [classNames.length], shape);
}

function misfit(what: string): EngineError {
  return new EngineError('shape', `The model does not fit together: ${what}.`);
}

function requireShape(what: string, got: Shape, expected: Shape): void {
  const isSame = got.length === expected.length && got.every((size, axis) => size === expected[axis]);
  const isShape = got.every((size) => Number.isSafeInteger(size) && size >= 1);
  if (isSame && isShape) return;
  throw misfit(`${what} is ${formatShape(got)}, expected ${formatShape(expected)}`);
}

/** Shape of what the first layer takes. */
function prepared({ input, preparation }: PortableModel, shapeOf: ShapeOf): Shape {
  let shape: Shape = [input.height, input.width, input.channels];
  for (const step of preparation) {
    if (step.type === 'whiten') shape = whitened(step, shape, shapeOf);
    if (step.type !== 'standardize') continue;
    requireShape('means', shapeOf(step.means), shape);
    requireShape('scales', shapeOf(step.scales), shape);
  }
  return shape;
}

function whitened(step: WhitenStep, [height, width, channels]: Shape, shapeOf: ShapeOf): Shape {
  const [rows] = shapeOf(step.rows);
  const [columns] = shapeOf(step.columns);
  requireShape('rows', shapeOf(step.rows), [rows, height]);
  requireShape('columns', shapeOf(step.columns), [columns, width]);
  requireShape('gains', shapeOf(step.gains), [rows, columns]);
  requireShape('backRows', shapeOf(step.backRows), [height, rows]);
  requireShape('backColumns', shapeOf(step.backColumns), [width, columns]);
  const { window } = step;
  const isInside = window.top + window.height <= height && window.left + window.width <= width;
  if (!isInside || window.top < 0 || window.left < 0) {
    throw misfit(`its window lies outside of pictures of ${height}×${width}`);
  }
  return [window.height, window.width, channels];
}

/** Shape of the output, once the tensors fit the input. */
function outputOf(layer: PortableLayer, shapeOf: ShapeOf): Shape {
  const { inputShape: input, name } = layer;
  switch (layer.type) {
    case 'dense': {
      const [units] = shapeOf(layer.bias);
      const expected = layer.transposed ? [input[0], units] : [units, input[0]];
      requireShape(`${name}: its weights`, shapeOf(layer.weights), expected);
      requireVector(layer, input);
      return [units];
    }
    case 'conv2d':
      return convolved(layer, shapeOf);
    case 'convTranspose2d':
      return stamped(layer, shapeOf);
    case 'pool2d': {
      requirePicture(layer, input);
      const [vertical, horizontal] = [0, 1].map((axis) =>
        places(input[axis], layer.region[axis], layer.stride[axis]),
      );
      return [vertical, horizontal, input[2]];
    }
    case 'batchNorm': {
      const channels = [input[input.length - 1]];
      for (const tensor of [layer.scale, layer.shift, layer.mean, layer.variance]) {
        requireShape(`${name}: ${tensor}`, shapeOf(tensor), channels);
      }
      return input;
    }
    case 'reshape': {
      if (elementCount(layer.shape) === elementCount(input)) return layer.shape;
      throw misfit(`${name} cannot bring ${formatShape(input)} to ${formatShape(layer.shape)}`);
    }
    case 'upsample2d':
      requirePicture(layer, input);
      return [input[0] * layer.factor[0], input[1] * layer.factor[1], input[2]];
    case 'softmax':
      requireVector(layer, input);
      return input;
    case 'activation':
    case 'dropout':
      return input;
  }
}

function convolved(layer: Extract<PortableLayer, { type: 'conv2d' }>, shapeOf: ShapeOf): Shape {
  const { inputShape: input, name, padding, stride, dilation } = layer;
  requirePicture(layer, input);
  const [filters, height, width] = shapeOf(layer.weights);
  requireShape(`${name}: its weights`, shapeOf(layer.weights), [filters, height, width, input[2]]);
  requireShape(`${name}: its bias`, shapeOf(layer.bias), [filters]);
  const { top, left, bottom, right } = padding;
  if (Math.min(top, left, bottom, right) < 0) throw misfit(`${name} has a negative padding`);
  return [
    places(input[0] + top + bottom, reach(height, dilation[0]), stride[0]),
    places(input[1] + left + right, reach(width, dilation[1]), stride[1]),
    filters,
  ];
}

/** Its output is a part that the model chooses, so only what cannot be is refused. */
function stamped(layer: Extract<PortableLayer, { type: 'convTranspose2d' }>, shapeOf: ShapeOf): Shape {
  const { inputShape: input, outputShape, name, crop } = layer;
  requirePicture(layer, input);
  const [, height, width, filters] = shapeOf(layer.weights);
  requireShape(`${name}: its weights`, shapeOf(layer.weights), [input[2], height, width, filters]);
  requireShape(`${name}: its bias`, shapeOf(layer.bias), [filters]);
  if (crop.top < 0 || crop.left < 0) throw misfit(`${name} has a negative crop`);
  return [outputShape[0], outputShape[1], filters];
}

function places(length: number, covered: number, stride: number): number {
  return Math.floor((length - covered) / stride) + 1;
}

function requirePicture({ name }: PortableLayer, input: Shape): void {
  if (input.length !== 3) throw misfit(`${name} needs a picture, got ${formatShape(input)}`);
}

function requireVector({ name }: PortableLayer, input: Shape): void {
  if (input.length !== 1) throw misfit(`${name} needs a vector, got ${formatShape(input)}`);
}
