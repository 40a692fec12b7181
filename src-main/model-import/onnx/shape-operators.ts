/** Operators that move, cut or repeat numbers: shapes, layouts, zeros around pictures, upsampling, means over places. */
import type { Flow } from './flow';
import type { OnnxNode } from './onnx-node';

const toChannelsLast = '0,2,3,1';
const toChannelsFirst = '0,3,1,2';

export function transpose(flow: Flow, node: OnnxNode): void {
  const perm = (node.integers('perm') ?? []).join();
  const wanted = flow.isChannelsFirst ? toChannelsLast : toChannelsFirst;
  if (!flow.isPicture || perm !== wanted) {
    throw node.refuse(
      `with perm [${perm}]`,
      'Only the channels of a picture may move, to its end or its beginning.',
    );
  }
  flow.isChannelsFirst = !flow.isChannelsFirst;
}

/** To a vector, or from one to a picture; the first axis counts pictures. */
export function reshape(flow: Flow, node: OnnxNode): void {
  const written = [
    ...(node.constant(1)?.values ?? node.integers('shape') ?? node.required(1, 'a shape').values),
  ];
  const numbers = flow.builder.shape.reduce((product, size) => product * size, 1);
  const sizes = sizesOf(flow, node, written, numbers);
  if (sizes.length === 1) {
    flow.flatten(node.name);
    return;
  }
  const [first = 0, second = 0, third = 0] = sizes;
  if (sizes.length !== 3 || flow.isPicture)
    throw node.refuse(`to [${written.join()}]`, 'Ours are of vectors and pictures.');
  if (flow.isChannelsFirst) flow.unflatten(node, [first, second, third]);
  else {
    if (flow.order !== null) throw node.refuse('which mixes channels and places');
    flow.builder.reshape(node.name, [first, second, third]);
  }
}

/** Without the axis of pictures; 0 keeps a size, −1 is what is left. */
function sizesOf(flow: Flow, node: OnnxNode, written: readonly number[], numbers: number): readonly number[] {
  const [, ...rest] = written;
  const file = flow.isPicture && flow.isChannelsFirst ? turned(flow.builder.shape) : flow.builder.shape;
  const kept = rest.map((size, axis) => (size === 0 ? (file[axis] ?? 0) : size));
  const known = kept.filter((size) => size !== -1).reduce((product, size) => product * size, 1);
  const sizes = kept.map((size) => (size === -1 ? numbers / known : size));
  const isWhole = sizes.every((size) => Number.isSafeInteger(size) && size >= 1);
  const product = sizes.reduce((all, size) => all * size, 1);
  if (isWhole && product === numbers && kept.filter((size) => size === -1).length <= 1) return sizes;
  throw node.refuse(`of ${numbers} numbers to [${written.join()}]`, 'It must keep every picture by itself.');
}

function turned([height = 1, width = 1, channels = 1]: readonly number[]): readonly number[] {
  return [channels, height, width];
}

/** Of a picture of one pixel, both its sides at once. */
export function squeeze(flow: Flow, node: OnnxNode): void {
  const written = [...(node.constant(1)?.values ?? node.integers('axes') ?? [])];
  const axes = written.map((axis) => (axis < 0 ? axis + 4 : axis)).sort((a, b) => a - b);
  const [height, width] = flow.picture(node);
  const isAll = written.length === 0 || axes.join() === '2,3';
  if (height !== 1 || width !== 1 || !isAll) throw node.refuse(`of axes [${written.join()}]`);
  flow.flatten(node.name);
}

export function reduceMean(flow: Flow, node: OnnxNode): void {
  const written = [...(node.integers('axes') ?? node.required(1, 'axes').values)];
  const axes = written.map((axis) => (axis < 0 ? axis + 4 : axis)).sort((a, b) => a - b);
  const [height, width, channels] = flow.picture(node);
  if (axes.join() !== '2,3')
    throw node.refuse(`over axes [${written.join()}]`, 'Ours is over all places of a picture.');
  const region = [height, width] as const;
  flow.builder.add(node.name, { type: 'pool2d', kind: 'mean', region, stride: region }, [1, 1, channels]);
  if (node.integer('keepdims', 1) === 0) flow.flatten(`${node.name}_flat`);
}

/** Zeros around a picture are part of the convolution that follows. */
export function pad(flow: Flow, node: OnnxNode): void {
  flow.picture(node);
  const pads = [...(node.integers('pads') ?? node.required(1, 'pads').values)];
  const value = node.constant(2)?.values[0] ?? node.number('value', 0);
  const [n0, c0, top = 0, left = 0, n1, c1, bottom = 0, right = 0] = pads;
  const isOutside = [n0, c0, n1, c1].every((side) => side === 0) && Math.min(top, left, bottom, right) >= 0;
  const mode = node.word('mode', 'constant');
  if (pads.length !== 8 || !isOutside || mode !== 'constant' || value !== 0 || flow.pending !== null) {
    throw node.refuse(
      `in mode ${mode} with pads [${pads.join()}]`,
      'Zeros around a picture, right before a Conv, can be taken over.',
    );
  }
  flow.pending = { node, zeros: { top, left, bottom, right } };
}

/** Repeats every pixel; other ways of making pictures larger are no layer of ours. */
export function resize(flow: Flow, node: OnnxNode): void {
  const [height, width, channels] = flow.picture(node);
  const scales = node.operator === 'Upsample' ? upsampleScales(node) : resizeScales(node, [height, width]);
  const [n, c, vertical = 0, horizontal = 0] = scales;
  const mode = node.word('mode', 'nearest');
  const isRepeating = node.operator === 'Upsample' || repeats(node);
  const isFactor = [vertical, horizontal].every(
    (factor) => Number.isInteger(factor) && factor >= 1 && factor <= 64,
  );
  if (scales.length !== 4 || n !== 1 || c !== 1 || !isFactor || mode !== 'nearest' || !isRepeating) {
    throw node.refuse(
      `in mode ${mode} by [${scales.join()}]`,
      'Only whole factors with the nearest pixel can be taken over.',
    );
  }
  const factor = [vertical, horizontal] as const;
  flow.builder.add(node.name, { type: 'upsample2d', factor }, [
    height * vertical,
    width * horizontal,
    channels,
  ]);
}

function upsampleScales(node: OnnxNode): readonly number[] {
  return [
    ...(node.constant(1)?.values ?? node.attribute('scales')?.floats ?? node.required(1, 'scales').values),
  ];
}

function resizeScales(node: OnnxNode, [height, width]: readonly [number, number]): readonly number[] {
  const scales =
    node.constant(2)?.values ?? (node.inputs.length === 2 ? node.constant(1)?.values : undefined);
  if (scales !== undefined && scales.length > 0) return [...scales];
  const sizes = [...node.required(3, 'sizes').values];
  return [1, 1, (sizes[2] ?? 0) / height, (sizes[3] ?? 0) / width];
}

/** For whole factors these fall onto the pixel that is repeated. */
function repeats(node: OnnxNode): boolean {
  const place = node.word('coordinate_transformation_mode', 'half_pixel');
  const nearest = node.word('nearest_mode', 'round_prefer_floor');
  if (place === 'asymmetric') return nearest === 'floor';
  return (place === 'half_pixel' || place === 'pytorch_half_pixel') && nearest.startsWith('round_prefer');
}
