/** Walks an ONNX graph from its input to its output: every node takes what the one before it gave, and constants. */
import type { PortableModel, PortableTensor } from '../../../src-engine';
import { AppError } from '../../contract/errors';
import type { GraphProto, ValueInfoProto } from '../../formats/onnx_pb';
import { ModelBuilder, pictureOfLength } from '../model-builder';
import { cannotImport } from '../model-format';
import { Flow } from './flow';
import { OnnxNode } from './onnx-node';
import { operators } from './operators';

/** Of the enumeration TensorProto.DataType: whole numbers. */
const wholeTypes = new Set([2, 3, 4, 5, 6, 7, 12, 13]);

/** Layers that leave the layout of a picture open. */
const pointwise = new Set(['Cast', 'Identity', 'Mul', 'Div', 'Add', 'Sub']);

/** @throws AppError('validation') naming the operator that is not known, or where values branch */
export function convertGraph(
  graph: GraphProto,
  constants: ReadonlyMap<string, PortableTensor>,
): PortableModel {
  const nodes = graph.node
    .map((proto, index) => new OnnxNode(proto, index, constants))
    .filter(({ operator }) => operator !== 'Constant');
  const { name, sizes, elementType } = inputOf(graph, constants);
  const isChannelsFirst = isFirst(sizes, nodes);
  const builder = new ModelBuilder(pictureShape(sizes, isChannelsFirst));
  if (sizes.length === 1) builder.reshape('flatten_input', sizes);
  const flow = new Flow(builder, name, isChannelsFirst);
  nodes.forEach((node, index) => take(flow, node, nodes.slice(index + 1)));
  if (flow.pending !== null) throw flow.pending.node.refuse('at the end');
  requireEnd(graph, flow);
  return builder.model(wholeTypes.has(elementType));
}

function take(flow: Flow, node: OnnxNode, rest: readonly OnnxNode[]): void {
  const { operator, inputs, outputs } = node;
  const convert = Object.hasOwn(operators, operator) ? operators[operator] : undefined;
  if (convert === undefined) {
    const advice = `Simplecell knows ${Object.keys(operators).sort().join(', ')}. Train the model without it, or simplify the graph.`;
    throw node.refuse('', advice);
  }
  if (flow.hasLogSoftmax) throw node.refuse('behind a LogSoftmax', 'Ours is at the end.');
  if (flow.pending !== null && operator !== 'Conv') throw flow.pending.node.refuse(`before "${operator}"`);
  if (inputs.filter((input) => input === flow.value).length !== 1) {
    throw node.refuse(
      'which does not take what the node before it gives, once',
      'Simplecell trains networks whose layers follow one another, without branches.',
    );
  }
  const stays = operator === 'Add' || operator === 'Identity';
  if (!stays) flow.openBias = null;
  if (operator === 'Reshape' && !flow.isPicture) {
    flow.isChannelsFirst = followingLayer(rest)?.operator !== 'Transpose';
  }
  convert(flow, node);
  flow.value = outputs[0] ?? '';
}

function followingLayer(nodes: readonly OnnxNode[]): OnnxNode | undefined {
  return nodes.find(({ operator }) => !pointwise.has(operator));
}

interface GraphInput {
  readonly name: string;
  /** Without the axis that counts pictures. */
  readonly sizes: readonly number[];
  readonly elementType: number;
}

function inputOf({ input }: GraphProto, constants: ReadonlyMap<string, PortableTensor>): GraphInput {
  const open = input.filter(({ name }) => !constants.has(name));
  const [only] = open;
  if (only === undefined || open.length > 1) {
    throw cannotImport(`A graph with ${open.length} inputs`, 'Simplecell gives a network one picture.');
  }
  const { sizes, elementType } = tensorType(only);
  const isFixed = sizes.every((size) => Number.isSafeInteger(size) && size >= 1 && size <= 65_536);
  if (isFixed && (sizes.length === 3 || sizes.length === 1)) return { name: only.name, sizes, elementType };
  throw cannotImport(
    `The input "${only.name.slice(0, 80)}" of [${['n', ...sizes].join()}]`,
    'Simplecell takes one picture, [n, channels, height, width] or [n, height, width, channels], of a fixed size.',
  );
}

function tensorType({ type }: ValueInfoProto): {
  readonly sizes: readonly number[];
  readonly elementType: number;
} {
  const tensor = type?.value.case === 'tensorType' ? type.value.value : undefined;
  const sizes = (tensor?.shape?.dim ?? [])
    .slice(1)
    .map(({ value }) => (value.case === 'dimValue' ? Number(value.value) : NaN));
  return { sizes, elementType: tensor?.elemType ?? 0 };
}

/** Whether pictures come with their channels first: the first layer that minds tells, else which end has 1 or 3. */
function isFirst(sizes: readonly number[], nodes: readonly OnnxNode[]): boolean {
  if (sizes.length !== 3) return true;
  const first = followingLayer(nodes);
  if (first?.operator === 'Transpose') return first.integers('perm')?.join() !== '0,3,1,2';
  const isColor = (size: number | undefined): boolean => size === 1 || size === 3;
  const isFlattened = first?.operator === 'Flatten' || first?.operator === 'Reshape';
  return !isFlattened || isColor(sizes[0]) || !isColor(sizes[2]);
}

function pictureShape(sizes: readonly number[], isChannelsFirst: boolean): readonly number[] {
  if (sizes.length === 1) return pictureOfLength(sizes[0] ?? 0);
  const [first = 0, second = 0, third = 0] = sizes;
  return isChannelsFirst ? [second, third, first] : sizes;
}

function requireEnd({ output }: GraphProto, { value }: Flow): void {
  if (output.length === 1 && output[0]?.name === value) return;
  throw new AppError(
    'validation',
    `The graph ends with ${output.length === 1 ? 'another value than its last node gives' : `${output.length} outputs`}; ` +
      'Simplecell needs one, at the end.',
  );
}
