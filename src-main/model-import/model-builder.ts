/**
 * Puts a portable model together, operation by operation, while a graph of another program is walked. Pictures have their channels
 * last here, whatever the other program does.
 */
import type {
  PortableLayer,
  PortableModel,
  PortableOperation,
  PortableTensor,
  PreparationStep,
} from '../../src-engine';
import { cannotImport } from './model-format';

type Shape = readonly number[];

/** x·factor + offset for every channel. */
export interface ChannelScale {
  readonly factors: readonly number[];
  readonly offsets: readonly number[];
}

/** Below this, a first factor can only be meant for pixels 0…255. */
const factorOfBytes = 0.02;

export class ModelBuilder {
  readonly layers: PortableLayer[] = [];
  readonly tensors = new Map<string, PortableTensor>();
  readonly notes: string[] = [];
  /** Of what the next operation takes. */
  shape: Shape;
  readonly #input: Shape;
  readonly #steps: PreparationStep[] = [];
  readonly #names = new Set<string>();

  /** @param input [height, width, channels] */
  constructor(input: Shape) {
    this.#input = input;
    this.shape = input;
  }

  /** Appends an operation on the shape so far. */
  add(name: string, operation: PortableOperation, outputShape: Shape): void {
    const unique = this.#unique(name);
    this.layers.push({ ...operation, name: unique, inputShape: this.shape, outputShape });
    this.shape = outputShape;
  }

  reshape(name: string, shape: Shape): void {
    if (shape.length === this.shape.length && shape.every((size, axis) => size === this.shape[axis])) return;
    this.add(name, { type: 'reshape', shape }, shape);
  }

  /** Keeps a tensor and returns its name. */
  tensor(name: string, tensor: PortableTensor): string {
    this.tensors.set(name, tensor);
    return name;
  }

  /** A scale of the input; before the first layer it is the preparation, later there is no layer for it. */
  prepare(name: string, { factors, offsets }: ChannelScale): void {
    if (this.layers.some(({ type }) => type !== 'reshape')) {
      throw cannotImport(
        `"${name}", which scales or shifts numbers within the network,`,
        'Use a batch normalisation there, or train the model without it.',
      );
    }
    const [factor = 1, offset = 0] = [factors[0], offsets[0]];
    if (factors.every((one) => one === factor) && offsets.every((one) => one === offset)) {
      this.#steps.push({ type: 'scale', factor, offset });
      return;
    }
    const count = this.#input.reduce((product, size) => product * size, 1);
    const spread = (of: (channel: number) => number): PortableTensor => ({
      shape: this.#input,
      values: Float32Array.from({ length: count }, (_, index) => of(index % factors.length)),
    });
    // (x − m)·s with m = −offset/factor; a channel whose factor is 0 says nothing but its offset, and there is no such step.
    if (factors.some((one) => one === 0))
      throw cannotImport(`"${name}", which multiplies a channel by 0,`, '');
    const index = this.#steps.length;
    this.#steps.push({
      type: 'standardize',
      means: this.tensor(
        `preparation.means${index}`,
        spread((c) => -(offsets[c] ?? 0) / (factors[c] ?? 1)),
      ),
      scales: this.tensor(
        `preparation.scales${index}`,
        spread((c) => factors[c] ?? 1),
      ),
    });
  }

  /**
   * The model without a name: what other programs call a graph is seldom one.
   * @param takesBytes whether the file says that its input are whole numbers
   */
  model(takesBytes: boolean): PortableModel {
    const [height = 0, width = 0, channels = 0] = this.#input;
    const [first] = this.#steps;
    const isScaledFromBytes = first?.type === 'scale' && Math.abs(first.factor) <= factorOfBytes;
    const hasBytes = takesBytes || isScaledFromBytes;
    const unit: PreparationStep = { type: 'scale', factor: 1 / 255, offset: 0 };
    if (!hasBytes) {
      this.notes.push(
        'The file does not say in which range its input lies; pixels are given to it in [0, 1], as most programs do.',
      );
    }
    return {
      name: '',
      input: { height, width, channels },
      preparation: hasBytes ? this.#steps : [unit, ...this.#steps],
      layers: this.layers,
      tensors: this.tensors,
      output: this.#output(),
      classNames: [],
      notes: this.notes,
      origin: null,
    };
  }

  #output(): PortableModel['output'] {
    if (this.layers.at(-1)?.type === 'softmax') return 'classes';
    const same = this.shape.length === 3 && this.shape.every((size, axis) => size === this.#input[axis]);
    return same ? 'picture' : 'numbers';
  }

  #unique(name: string): string {
    let unique = name;
    for (let n = 2; this.#names.has(unique); n += 1) unique = `${name}_${n}`;
    this.#names.add(unique);
    return unique;
  }
}

/**
 * A vector of a network without convolutions as a picture: only a grey square one can be told from its length.
 * @throws AppError('validation') for others
 */
export function pictureOfLength(length: number): Shape {
  const side = Math.round(Math.sqrt(length));
  if (side * side === length) return [side, side, 1];
  throw cannotImport(
    `A model that takes ${length} numbers in a row`,
    'Which picture they are cannot be told unless it is a grey square. Put a reshape or flatten layer at the beginning of the model.',
  );
}

/** Zeros where a layer has no bias. */
export function noBias(units: number): PortableTensor {
  return { shape: [units], values: new Float32Array(units) };
}
