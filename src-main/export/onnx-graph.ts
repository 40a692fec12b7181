/** Collects the nodes and tensors of one ONNX graph; knows nothing of layers. */
import { create } from '@bufbuild/protobuf';
import {
  AttributeProtoSchema,
  NodeProtoSchema,
  TensorProtoSchema,
  TensorShapeProto_DimensionSchema,
  TensorShapeProtoSchema,
  TypeProto_TensorSchema,
  TypeProtoSchema,
  ValueInfoProtoSchema,
  type AttributeProto,
  type NodeProto,
  type TensorProto,
  type ValueInfoProto,
} from '../formats/onnx_pb';
import type { PortableTensor } from '../../src-engine';

/** Of the enumeration TensorProto.DataType. */
export const dataType = { float: 1, uint8: 2, int64: 7 } as const;
/** Of the enumeration AttributeProto.AttributeType. */
const attributeType = { float: 1, int: 2, string: 3, ints: 7 } as const;

/** Whole numbers are integers; floats are wrapped, since 1 may be either. */
export type Attribute = number | string | readonly number[] | { readonly float: number };

export class OnnxGraph {
  readonly nodes: NodeProto[] = [];
  readonly initializers: TensorProto[] = [];
  readonly #known = new Set<string>();

  /** Adds a node and returns the name of its output. Inputs that are '' are left out. */
  node(
    operator: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, Attribute>> = {},
  ): string {
    const output = `${operator.toLowerCase()}_${this.nodes.length}`;
    this.nodes.push(
      create(NodeProtoSchema, {
        opType: operator,
        name: output,
        input: [...inputs],
        output: [output],
        attribute: Object.entries(attributes).map(([name, value]) => attributeOf(name, value)),
      }),
    );
    return output;
  }

  /** Float numbers by name; the same name again is the same tensor. */
  floats(name: string, tensor: () => PortableTensor): string {
    if (!this.#known.has(name)) {
      const { shape, values } = tensor();
      this.#add(
        name,
        dataType.float,
        shape,
        new Uint8Array(values.buffer, values.byteOffset, values.byteLength),
      );
    }
    return name;
  }

  scalar(value: number): string {
    return this.floats(`number ${value}`, () => ({ shape: [], values: Float32Array.of(value) }));
  }

  integers(name: string, values: readonly number[]): string {
    if (!this.#known.has(name)) {
      const bytes = new Uint8Array(BigInt64Array.from(values, BigInt).buffer);
      this.#add(name, dataType.int64, [values.length], bytes);
    }
    return name;
  }

  #add(name: string, type: number, shape: readonly number[], rawData: Uint8Array): void {
    this.#known.add(name);
    this.initializers.push(
      create(TensorProtoSchema, { name, dataType: type, dims: shape.map(BigInt), rawData }),
    );
  }
}

export function attributeOf(name: string, value: Attribute): AttributeProto {
  if (typeof value === 'number') {
    return create(AttributeProtoSchema, { name, type: attributeType.int, i: BigInt(value) });
  }
  if (typeof value === 'string') {
    const s = new TextEncoder().encode(value);
    return create(AttributeProtoSchema, { name, type: attributeType.string, s });
  }
  if ('float' in value) {
    return create(AttributeProtoSchema, { name, type: attributeType.float, f: value.float });
  }
  return create(AttributeProtoSchema, { name, type: attributeType.ints, ints: value.map(BigInt) });
}

/** An input or output of a graph; axes that are words have any length. */
export function valueInfo(
  name: string,
  elemType: number,
  shape: readonly (number | string)[],
): ValueInfoProto {
  const dim = shape.map((axis) =>
    create(TensorShapeProto_DimensionSchema, {
      value:
        typeof axis === 'number'
          ? { case: 'dimValue', value: BigInt(axis) }
          : { case: 'dimParam', value: axis },
    }),
  );
  const tensor = create(TypeProto_TensorSchema, { elemType, shape: create(TensorShapeProtoSchema, { dim }) });
  const type = create(TypeProtoSchema, { value: { case: 'tensorType', value: tensor } });
  return create(ValueInfoProtoSchema, { name, type });
}
