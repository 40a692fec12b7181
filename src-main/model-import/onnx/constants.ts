/** Tensors of an ONNX file as numbers. */
import type { PortableTensor } from '../../../src-engine';
import { halfToNumber } from '../../formats/npy';
import type { TensorProto } from '../../formats/onnx_pb';
import { cannotImport } from '../model-format';

/** Of the enumeration TensorProto.DataType. */
const dataType = {
  float: 1,
  uint8: 2,
  int8: 3,
  int32: 6,
  int64: 7,
  bool: 9,
  float16: 10,
  double: 11,
} as const;

interface Stored {
  readonly bytes: number;
  readonly get: (view: DataView, at: number) => number;
}

const stored: ReadonlyMap<number, Stored> = new Map([
  [dataType.uint8, { bytes: 1, get: (view, at) => view.getUint8(at) }],
  [dataType.int8, { bytes: 1, get: (view, at) => view.getInt8(at) }],
  [dataType.bool, { bytes: 1, get: (view, at) => view.getUint8(at) }],
  [dataType.int32, { bytes: 4, get: (view, at) => view.getInt32(at, true) }],
  [dataType.int64, { bytes: 8, get: (view, at) => Number(view.getBigInt64(at, true)) }],
  [dataType.float16, { bytes: 2, get: (view, at) => halfToNumber(view.getUint16(at, true)) }],
  [dataType.double, { bytes: 8, get: (view, at) => view.getFloat64(at, true) }],
]);

/**
 * Whole numbers beyond 2²⁴ are rounded: none of the operators that are known has such sizes.
 * @throws AppError('validation') for other types, other files, and numbers that are not as many as the shape says
 */
export function constantOf(proto: TensorProto, name: string): PortableTensor {
  const title = `The tensor "${name}"`;
  if (proto.dataLocation !== 0 || proto.externalData.length > 0) {
    throw cannotImport(
      `${title}, whose numbers lie in another file,`,
      'Save the model in one file (save_as_external_data=False, or torch.onnx.export with external_data=False).',
    );
  }
  const shape = proto.dims.map(Number);
  const count = shape.reduce((product, size) => product * size, 1);
  const isShape = shape.length <= 8 && shape.every((size) => Number.isSafeInteger(size) && size >= 0);
  if (!isShape || !Number.isSafeInteger(count)) throw cannotImport(`${title} of [${shape.join()}]`, '');
  const values = valuesOf(proto, title);
  if (values.length === count) return { shape, values };
  throw cannotImport(`${title} of [${shape.join()}] with ${values.length} numbers`, 'The file is damaged.');
}

function valuesOf(proto: TensorProto, title: string): Float32Array {
  const { rawData } = proto;
  if (proto.dataType === dataType.float) {
    if (rawData.length === 0) return Float32Array.from(proto.floatData);
    if (rawData.length % 4 !== 0) throw cannotImport(`${title} with bytes left over`, 'The file is damaged.');
    return new Float32Array(new Uint8Array(rawData).buffer);
  }
  const type = stored.get(proto.dataType);
  if (type === undefined) {
    throw cannotImport(`${title} of type ${proto.dataType}`, 'Save the model with float32 weights.');
  }
  if (rawData.length > 0) {
    const view = new DataView(rawData.buffer, rawData.byteOffset, rawData.byteLength);
    const length = Math.floor(rawData.length / type.bytes);
    return Float32Array.from({ length }, (_, index) => type.get(view, index * type.bytes));
  }
  if (proto.dataType === dataType.double) return Float32Array.from(proto.doubleData);
  if (proto.dataType === dataType.int64) return Float32Array.from(proto.int64Data, Number);
  const isHalf = proto.dataType === dataType.float16;
  return Float32Array.from(proto.int32Data, (value) => (isHalf ? halfToNumber(value & 0xffff) : value));
}
