/** ONNX files: those of other programs by their graph, our own with all that their description knows. */
import { equals, fromBinary } from '@bufbuild/protobuf';
import type { PortableTensor } from '../../../src-engine';
import { AppError } from '../../contract/errors';
import { encodeOnnx } from '../../export/write-onnx';
import { configKey } from '../../formats/model-config';
import { ModelProtoSchema, NodeProtoSchema, type GraphProto, type ModelProto } from '../../formats/onnx_pb';
import type { ModelReader } from '../model-format';
import { readOwn } from '../own-description';
import { constantOf } from './constants';
import { convertGraph } from './convert-graph';
import { ownTensors } from './own-tensors';
import { requireModest } from './wire-limits';

export const readOnnx: ModelReader = ({ bytes }) => {
  const file = decode(bytes);
  const { graph } = file;
  if (graph === undefined || graph.node.length === 0) {
    throw new AppError('validation', 'The ONNX file has no graph, or one without nodes.');
  }
  const constants = constantsIn(graph);
  const own = readOwn(
    file.metadataProps.find(({ key }) => key === configKey)?.value,
    (described) => ownTensors(described, constants),
    (model) => hasNodes(graph, decode(encodeOnnx(model)).graph),
  );
  return { model: own ?? convertGraph(graph, constants), bytes: bytes.length };
};

function decode(bytes: Uint8Array): ModelProto {
  requireModest(bytes);
  try {
    return fromBinary(ModelProtoSchema, bytes, { readUnknownFields: false });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new AppError('validation', `The file is no whole ONNX model (${reason}).`, { cause: error });
  }
}

/** Initializers, and nodes that are nothing but a tensor. */
function constantsIn({ initializer, node }: GraphProto): ReadonlyMap<string, PortableTensor> {
  const constants = new Map<string, PortableTensor>();
  for (const tensor of initializer) constants.set(tensor.name, constantOf(tensor, tensor.name));
  for (const { opType, output, attribute } of node) {
    const [name] = output;
    if (opType !== 'Constant' || name === undefined) continue;
    for (const { name: kind, t, f, i, floats, ints } of attribute) {
      if (kind === 'value' && t !== undefined) constants.set(name, constantOf(t, name));
      else if (kind === 'value_float') constants.set(name, { shape: [], values: Float32Array.of(f) });
      else if (kind === 'value_int') constants.set(name, { shape: [], values: Float32Array.of(Number(i)) });
      else if (kind === 'value_floats') constants.set(name, listOf(floats));
      else if (kind === 'value_ints') constants.set(name, listOf(ints.map(Number)));
    }
  }
  return constants;
}

function listOf(numbers: readonly number[]): PortableTensor {
  return { shape: [numbers.length], values: Float32Array.from(numbers) };
}

function hasNodes(graph: GraphProto, again: GraphProto | undefined): boolean {
  return (
    again?.node.length === graph.node.length &&
    graph.node.every((node, index) => {
      const twin = again.node[index];
      return twin !== undefined && equals(NodeProtoSchema, node, twin);
    })
  );
}
