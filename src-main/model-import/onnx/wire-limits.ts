/**
 * Looks over the bytes of an ONNX file before any of it is decoded: how deep its messages lie in one another, how many there are,
 * and how many numbers are not in raw bytes. Decoded, each of those is an object of its own, many times as large as in the file.
 */
import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';
import { AppError } from '../../contract/errors';

const limits = { depth: 24, messages: 200_000, numbers: 2 ** 23 };

interface Message {
  /** Fields that are messages themselves. */
  readonly nested: Readonly<Partial<Record<number, string>>>;
  /** Fields that are lists of numbers, and the bytes that one has at least. */
  readonly numbers: Readonly<Partial<Record<number, number>>>;
}

/** By `formats/onnx.proto`; what is not in it is skipped by the decoder as here. */
const messages: Readonly<Record<string, Message>> = {
  model: { nested: { 7: 'graph', 8: 'plain', 14: 'plain' }, numbers: {} },
  graph: { nested: { 1: 'node', 5: 'tensor', 11: 'value', 12: 'value' }, numbers: {} },
  node: { nested: { 5: 'attribute' }, numbers: {} },
  attribute: { nested: { 5: 'tensor', 6: 'graph' }, numbers: { 7: 4, 8: 1 } },
  tensor: { nested: { 13: 'plain' }, numbers: { 1: 1, 4: 4, 5: 1, 7: 1, 10: 8 } },
  value: { nested: { 2: 'type' }, numbers: {} },
  type: { nested: { 1: 'tensorType' }, numbers: {} },
  tensorType: { nested: { 2: 'shape' }, numbers: {} },
  shape: { nested: { 1: 'plain' }, numbers: {} },
  plain: { nested: {}, numbers: {} },
};

/** @throws AppError('validation') for bytes that are no such messages, or too many of them */
export function requireModest(bytes: Uint8Array): void {
  const reader = new BinaryReader(bytes);
  const counted = { messages: 0, numbers: 0 };
  try {
    count(reader, 'model', bytes.length, 0, counted);
  } catch (error) {
    if (error instanceof AppError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new AppError('validation', `The file is no whole ONNX model (${reason}).`, { cause: error });
  }
}

function count(
  reader: BinaryReader,
  kind: string,
  end: number,
  depth: number,
  counted: { messages: number; numbers: number },
): void {
  const { nested, numbers } = messages[kind] ?? { nested: {}, numbers: {} };
  while (reader.pos < end) {
    const [field, wireType] = reader.tag();
    const inner = nested[field];
    const width = numbers[field];
    if (wireType !== WireType.LengthDelimited) {
      counted.numbers += 1;
      reader.skip(wireType, field);
    } else {
      const length = reader.uint32();
      const stop = reader.pos + length;
      if (stop > end)
        throw new AppError('validation', 'The file is no whole ONNX model: a message ends behind it.');
      if (width !== undefined) counted.numbers += length / width;
      counted.messages += 1;
      requireFew(counted, depth);
      if (inner === undefined) reader.pos = stop;
      else count(reader, inner, stop, depth + 1, counted);
    }
    requireFew(counted, depth);
  }
  if (reader.pos !== end)
    throw new AppError('validation', 'The file is no whole ONNX model: its messages overlap.');
}

function requireFew(counted: { readonly messages: number; readonly numbers: number }, depth: number): void {
  if (depth < limits.depth && counted.messages <= limits.messages && counted.numbers <= limits.numbers)
    return;
  throw new AppError(
    'validation',
    `The ONNX file is nested deeper than ${limits.depth} messages, or holds more than ${limits.messages} of them or more than ` +
      `${limits.numbers} numbers outside of raw data; it is not read. Save its weights as raw data (raw_data).`,
  );
}
