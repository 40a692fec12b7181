/**
 * Receptive fields: which part of the input a place of a layer sees, and which places see a part of the input. Regions
 * are rectangles; a window with dilation sees not all of its own. A vector of n numbers is a picture of 1×n.
 */
import { layerKinds } from '../layers/registry';
import type { Window } from '../kernels/picture-kernels';
import type { LayerField } from '../layers/layer';
import type { LayerSpec } from '../spec/experiment';
import type { Shape } from '../tensor';

/** In places of a picture [height, width]; without any where height or width is 0. */
export interface Region {
  readonly top: number;
  readonly left: number;
  readonly height: number;
  readonly width: number;
}

interface Sides {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

interface Step {
  readonly field: LayerField;
  readonly input: Sides;
  readonly output: Sides;
}

/** The layers' fields in order, for networks that `describeNetwork` accepts. */
export interface FieldMap {
  readonly steps: readonly Step[];
}

export function sidesOf(shape: Shape): Sides {
  if (shape.length === 3) return { height: shape[0], width: shape[1], channels: shape[2] };
  return { height: 1, width: shape[0], channels: 1 };
}

/** @param inputShape of the network */
export function mapFields(layers: readonly LayerSpec[], inputShape: Shape): FieldMap {
  let shape = inputShape;
  const steps = layers.map((spec): Step => {
    const kind = layerKinds[spec.type];
    const input = sidesOf(shape);
    const field = kind.field(spec, shape);
    shape = kind.outputShape(spec, shape);
    return { field, input, output: sidesOf(shape) };
  });
  return { steps };
}

/**
 * The part of the network's input that a region of a layer's output depends on, as far as it lies in the picture; what
 * a window sees of the zeros around it is left out.
 * @param layer index of the layer; −1 is the input itself
 */
export function receptiveField({ steps }: FieldMap, layer: number, places: Region): Region {
  let region = places;
  for (let index = layer; index >= 0; index -= 1) region = seenBy(steps[index], region);
  return region;
}

/** The places of a layer's output that depend on a region of the network's input. */
export function projectiveField({ steps }: FieldMap, layer: number, pixels: Region): Region {
  let region = pixels;
  for (let index = 0; index <= layer; index += 1) region = seeing(steps[index], region);
  return region;
}

/** The region of the input that a region of the output depends on. */
function seenBy({ field, input, output }: Step, region: Region): Region {
  if (isEmpty(region)) return nowhere;
  switch (field.type) {
    case 'place':
      return region;
    case 'order':
      return sameNumbers(region, output, input);
    case 'all':
      return { top: 0, left: 0, height: input.height, width: input.width };
    case 'window':
      return clip(under(field.window, region), input);
    case 'transposed':
      return clip(touching(field.window, region), input);
  }
}

/** The region of the output that depends on a region of the input. */
function seeing({ field, input, output }: Step, region: Region): Region {
  if (isEmpty(region)) return nowhere;
  switch (field.type) {
    case 'place':
      return region;
    case 'order':
      return sameNumbers(region, input, output);
    case 'all':
      return { top: 0, left: 0, height: output.height, width: output.width };
    case 'window':
      return clip(touching(field.window, region), output);
    case 'transposed':
      return clip(under(field.window, region), output);
  }
}

const nowhere: Region = { top: 0, left: 0, height: 0, width: 0 };

function isEmpty({ height, width }: Region): boolean {
  return height <= 0 || width <= 0;
}

/** Pixels under the window at a region of its places. */
function under(window: Window, { top, left, height, width }: Region): Region {
  const { strideY, strideX, dilationY, dilationX, windowHeight, windowWidth } = window;
  return {
    top: top * strideY - window.top,
    left: left * strideX - window.left,
    height: (height - 1) * strideY + (windowHeight - 1) * dilationY + 1,
    width: (width - 1) * strideX + (windowWidth - 1) * dilationX + 1,
  };
}

/** Places at which the window's rectangle touches a region of pixels. */
function touching(window: Window, { top, left, height, width }: Region): Region {
  const { strideY, strideX, dilationY, dilationX, windowHeight, windowWidth } = window;
  const firstY = Math.ceil((top + window.top - (windowHeight - 1) * dilationY) / strideY);
  const firstX = Math.ceil((left + window.left - (windowWidth - 1) * dilationX) / strideX);
  const lastY = Math.floor((top + height - 1 + window.top) / strideY);
  const lastX = Math.floor((left + width - 1 + window.left) / strideX);
  return { top: firstY, left: firstX, height: lastY - firstY + 1, width: lastX - firstX + 1 };
}

function clip({ top, left, height, width }: Region, sides: Sides): Region {
  const [fromY, fromX] = [Math.max(0, top), Math.max(0, left)];
  const toY = Math.min(sides.height, top + height);
  const toX = Math.min(sides.width, left + width);
  if (toY <= fromY || toX <= fromX) return nowhere;
  return { top: fromY, left: fromX, height: toY - fromY, width: toX - fromX };
}

/** The smallest region of another shape that holds the same numbers in row-major order, all channels of a place. */
function sameNumbers({ top, left, height, width }: Region, from: Sides, to: Sides): Region {
  const first = (top * from.width + left) * from.channels;
  const end = ((top + height - 1) * from.width + left + width) * from.channels;
  const row = to.width * to.channels;
  const [firstRow, lastRow] = [Math.floor(first / row), Math.floor((end - 1) / row)];
  if (firstRow < lastRow) return { top: firstRow, left: 0, height: lastRow - firstRow + 1, width: to.width };
  const firstColumn = Math.floor((first % row) / to.channels);
  const lastColumn = Math.floor(((end - 1) % row) / to.channels);
  return { top: firstRow, left: firstColumn, height: 1, width: lastColumn - firstColumn + 1 };
}
