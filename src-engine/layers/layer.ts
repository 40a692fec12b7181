/**
 * What every kind of layer provides: reading its settings, its shapes and parameters, and its computation.
 * A new kind is one file with a `LayerKind` and one line in `registry.ts`.
 */
import type { InitSpec, LayerSpec } from '../spec/experiment';
import type { Fields } from '../spec/fields';
import type { Kernels } from '../kernels/kernels';
import type { Shape } from '../tensor';

/** One parameter tensor as the memory plan places it. */
export interface ParameterSpec {
  readonly name: 'weights' | 'bias';
  readonly shape: Shape;
  /** Whether ridge λ applies: weights yes, biases never (lecture §2). */
  readonly decays: boolean;
  /** null starts at 0. */
  readonly init: InitSpec | null;
  readonly fanIn: number;
  readonly fanOut: number;
}

/** Where a layer's tensors lie in the arena, as element offsets. */
export interface LayerBuffers {
  readonly input: number;
  /** null where nobody needs the gradient of the input: the first layer with parameters. */
  readonly inputGradient: number | null;
  readonly output: number;
  /** The output itself where no gradient flows, below the first layer with parameters. */
  readonly outputGradient: number;
  /** In the order of `LayerKind.parameters`. */
  readonly parameters: readonly number[];
  readonly gradients: readonly number[];
}

/** What is the same for all layers of one pass through the network. */
interface Pass {
  /** Rows in use. */
  readonly batch: number;
}

export interface Layer {
  /** Overwrites the output. */
  forward(pass: Pass): void;
  /** From the gradient of the output: overwrites the gradients of the parameters and of the input; may use up the former. */
  backward(pass: Pass): void;
}

export interface LayerKind<Spec extends LayerSpec = LayerSpec> {
  readonly type: Spec['type'];
  /** Settings for tests and palettes to start from. */
  readonly example: Spec;
  /** @throws EngineError('config') naming the field */
  parse(fields: Fields): Spec;
  /** One line for people. */
  title(spec: Spec): string;
  /** Shape of one output sample. @throws EngineError('shape') where the input does not fit */
  outputShape(spec: Spec, input: Shape): Shape;
  /** In checkpoint order: weights before bias. */
  parameters(spec: Spec, input: Shape): readonly ParameterSpec[];
  /** True where output and input are the same memory, so that nothing is placed or copied. */
  readonly aliasesInput: boolean;
  /** The layer as it must be where the loss starts from logits, or null where it cannot be the last one. */
  withLogits(spec: Spec): Spec | null;
  build(kernels: Kernels, spec: Spec, input: Shape, buffers: LayerBuffers): Layer;
}
