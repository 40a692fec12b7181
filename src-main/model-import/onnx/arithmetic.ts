/** Additions and products with constants: a bias that its layer had not, or what is done to pixels before the first layer. */
import type { PortableTensor } from '../../../src-engine';
import type { ChannelScale } from '../model-builder';
import type { Flow } from './flow';
import type { OnnxNode } from './onnx-node';

/** @throws AppError('validation') where two values of the network are joined, or numbers are scaled within it */
export function arithmetic(flow: Flow, node: OnnxNode): void {
  const { operator, inputs } = node;
  const isFirst = inputs[0] === flow.value;
  const constant = node.constant(isFirst ? 1 : 0);
  if (constant === null) {
    throw node.refuse(
      'of two values of the network',
      'Simplecell trains networks whose layers follow one another.',
    );
  }
  if (operator === 'Add' && takeBias(flow, constant.values)) return;
  flow.openBias = null;
  flow.builder.prepare(node.name, scaleOf(flow, node, constant, isFirst));
}

/** What the node does to every channel of the picture. @param isFirst whether the picture is its first input */
function scaleOf(flow: Flow, node: OnnxNode, constant: PortableTensor, isFirst: boolean): ChannelScale {
  const { operator } = node;
  requirePerChannel(flow, node, constant);
  if (operator === 'Div' && !isFirst) throw node.refuse('of a constant by the picture');
  const all = [...constant.values];
  const same = (value: number): number[] => all.map(() => value);
  if (operator === 'Mul') return { factors: all, offsets: same(0) };
  if (operator === 'Div') return { factors: all.map((x) => 1 / x), offsets: same(0) };
  if (operator === 'Add') return { factors: same(1), offsets: all };
  return isFirst ? { factors: same(1), offsets: all.map((x) => -x) } : { factors: same(-1), offsets: all };
}

/** @throws AppError('validation') unless there is one number, or one for each channel in their place */
function requirePerChannel(flow: Flow, node: OnnxNode, { values, shape }: PortableTensor): void {
  if (values.length === 1) return;
  const axis = shape.length - (flow.isChannelsFirst ? 3 : 1);
  const channels = flow.builder.shape[2];
  if (flow.isPicture && values.length === channels && shape[axis] === channels) return;
  throw node.refuse(
    `with a constant of ${shape.join('×')}`,
    'One number, or one for each channel, can be taken over.',
  );
}

/** True where the numbers are the bias of the layer just before. */
function takeBias(flow: Flow, values: Float32Array): boolean {
  const { openBias, builder } = flow;
  const units = builder.shape.at(-1) ?? 0;
  if (openBias === null || (values.length !== units && values.length !== 1)) return false;
  const own = values.length === units ? values : new Float32Array(units).fill(values[0] ?? 0);
  builder.tensor(openBias, { shape: [units], values: own });
  flow.openBias = null;
  return true;
}
