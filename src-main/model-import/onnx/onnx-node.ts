/** One node of an ONNX graph with its attributes read by name, and the errors that name it. */
import type { PortableTensor } from '../../../src-engine';
import type { AttributeProto, NodeProto } from '../../formats/onnx_pb';
import { cannotImport } from '../model-format';

type Pair = readonly [number, number];

const known = new Set(['', 'ai.onnx']);
const largest = 65_536;

export class OnnxNode {
  readonly operator: string;
  /** Of its layer; the operator and its number where it has none. */
  readonly name: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly #attributes = new Map<string, AttributeProto>();
  readonly #constants: ReadonlyMap<string, PortableTensor>;

  /** @throws AppError('validation') for operators of other domains */
  constructor(proto: NodeProto, index: number, constants: ReadonlyMap<string, PortableTensor>) {
    this.operator = proto.opType.slice(0, 80);
    this.name = proto.name.replace(/^\/+/, '').slice(0, 150) || `${this.operator}_${index}`;
    this.inputs = proto.input;
    this.outputs = proto.output;
    this.#constants = constants;
    for (const attribute of proto.attribute) this.#attributes.set(attribute.name, attribute);
    if (!known.has(proto.domain)) throw this.refuse(`of the domain "${proto.domain.slice(0, 80)}"`);
  }

  /** @param what to follow the operator, e.g. `with group 2` */
  refuse(what: string, advice = 'Simplecell has no such layer.'): Error {
    return cannotImport(`The operator "${this.operator}" of the node "${this.name}" ${what}`, advice);
  }

  /** A constant input; null where it is left out or computed in the graph. */
  constant(index: number): PortableTensor | null {
    return this.#constants.get(this.inputs[index] ?? '') ?? null;
  }

  /** @throws AppError('validation') where it is left out or computed in the graph */
  required(index: number, what: string): PortableTensor {
    const tensor = this.constant(index);
    if (tensor !== null) return tensor;
    throw this.refuse(
      `with ${what} that the graph computes`,
      'Export the model with constant folding, or with torch.flatten instead of view; weights must be part of the file.',
    );
  }

  /** As the file has it; undefined where there is none. */
  attribute(name: string): AttributeProto | undefined {
    return this.#attributes.get(name);
  }

  integer(name: string, fallback: number): number {
    const found = this.#attributes.get(name);
    return found === undefined ? fallback : Number(found.i);
  }

  number(name: string, fallback: number): number {
    return this.#attributes.get(name)?.f ?? fallback;
  }

  word(name: string, fallback: string): string {
    const found = this.#attributes.get(name);
    return found === undefined ? fallback : new TextDecoder().decode(found.s.subarray(0, 100));
  }

  /** Whole numbers of an attribute; null where there is none. */
  integers(name: string): readonly number[] | null {
    const found = this.#attributes.get(name);
    return found === undefined ? null : found.ints.slice(0, 32).map(Number);
  }

  /** @throws AppError('validation') unless there are two sizes from 1 on */
  pair(name: string, fallback: Pair): Pair {
    const [vertical, horizontal, ...rest] = this.integers(name) ?? fallback;
    if (rest.length === 0 && isSize(vertical) && isSize(horizontal)) return [vertical, horizontal];
    throw this.refuse(
      `with ${name} [${this.integers(name)?.join() ?? ''}]`,
      'Simplecell convolves pictures in two directions.',
    );
  }
}

function isSize(value: number | undefined): value is number {
  return value !== undefined && Number.isSafeInteger(value) && value >= 1 && value <= largest;
}
