/** Additions and products with constants: a bias that its layer had not, or what is done to pixels before the first layer. */
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
  const { values, shape } = constant;
  if (operator === 'Add' && takeBias(flow, values)) return;
  flow.openBias = null;
  const channels = flow.builder.shape.at(-1) ?? 1;
  const axis = flow.isPicture && flow.isChannelsFirst ? shape.length - 3 : shape.length - 1;
  const isPerChannel = values.length === channels && (values.length === 1 || shape[axis] === channels);
  if (values.length !== 1 && !(isPerChannel && flow.isPicture)) {
    throw node.refuse(
      `with a constant of ${shape.join('×')}`,
      'One number, or one for each channel, can be taken over.',
    );
  }
  const all = [...values];
  if (operator === 'Div' && !isFirst) throw node.refuse('of a constant by the picture');
  const sign = operator === 'Sub' ? -1 : 1;
  const ones = all.map(() => 1);
  const zeros = all.map(() => 0);
  if (operator === 'Mul') flow.builder.prepare(node.name, { factors: all, offsets: zeros });
  else if (operator === 'Div')
    flow.builder.prepare(node.name, { factors: all.map((x) => 1 / x), offsets: zeros });
  else if (isFirst) flow.builder.prepare(node.name, { factors: ones, offsets: all.map((x) => sign * x) });
  else flow.builder.prepare(node.name, { factors: ones.map(() => sign), offsets: all });
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
