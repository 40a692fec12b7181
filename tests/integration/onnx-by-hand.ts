/** ONNX files written node by node, as exporters of other programs lay them out: channels first, names of their own, float inputs. */
import { create, toBinary } from '@bufbuild/protobuf';
import { dataType, valueInfo, type Attribute, attributeOf } from '../../src-main/export/onnx-graph';
import {
  GraphProtoSchema,
  ModelProtoSchema,
  NodeProtoSchema,
  OperatorSetIdProtoSchema,
  TensorProtoSchema,
  type NodeProto,
  type TensorProto,
} from '../../src-main/formats/onnx_pb';

export interface HandNode {
  readonly operator: string;
  readonly inputs: readonly string[];
  readonly output: string;
  readonly attributes?: Readonly<Record<string, Attribute>>;
}

export interface HandGraph {
  /** With the axis of pictures, of any length where it is a word. */
  readonly inputShape: readonly (number | string)[];
  readonly outputShape: readonly (number | string)[];
  readonly nodes: readonly HandNode[];
  /** Floats by name: shape and numbers. */
  readonly tensors: Readonly<
    Record<string, { readonly shape: readonly number[]; readonly values: Float32Array }>
  >;
  /** Whole numbers by name. */
  readonly integers?: Readonly<Record<string, readonly number[]>>;
  readonly opset?: number;
}

/** The input is called `input.1`, the output is that of the last node. */
export function onnxByHand(graph: HandGraph): Uint8Array {
  const { inputShape, outputShape, nodes, tensors, integers = {}, opset = 17 } = graph;
  const last = nodes.at(-1)?.output ?? '';
  return toBinary(
    ModelProtoSchema,
    create(ModelProtoSchema, {
      irVersion: 8n,
      producerName: 'pytorch',
      opsetImport: [create(OperatorSetIdProtoSchema, { domain: '', version: BigInt(opset) })],
      graph: create(GraphProtoSchema, {
        name: 'main_graph',
        node: nodes.map(nodeOf),
        initializer: [
          ...Object.entries(tensors).map(([name, { shape, values }]) => floatTensor(name, shape, values)),
          ...Object.entries(integers).map(([name, values]) => integerTensor(name, values)),
        ],
        input: [valueInfo('input.1', dataType.float, inputShape)],
        output: [valueInfo(last, dataType.float, outputShape)],
      }),
    }),
  );
}

function nodeOf({ operator, inputs, output, attributes = {} }: HandNode): NodeProto {
  return create(NodeProtoSchema, {
    opType: operator,
    name: `/${operator.toLowerCase()}/${output}`,
    input: [...inputs],
    output: [output],
    attribute: Object.entries(attributes).map(([name, value]) => attributeOf(name, value)),
  });
}

function floatTensor(name: string, shape: readonly number[], values: Float32Array): TensorProto {
  const rawData = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  return create(TensorProtoSchema, { name, dataType: dataType.float, dims: shape.map(BigInt), rawData });
}

function integerTensor(name: string, values: readonly number[]): TensorProto {
  const rawData = new Uint8Array(BigInt64Array.from(values, BigInt).buffer);
  return create(TensorProtoSchema, {
    name,
    dataType: dataType.int64,
    dims: [BigInt(values.length)],
    rawData,
  });
}
