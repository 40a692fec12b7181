/**
 * What every kind of layer provides: its settings and words, its shapes and tensors, and its computation.
 * A new kind is one file with a `LayerKind` and one line in `registry.ts`. Pictures are [height, width, channels].
 */
import type { InitSpec, LayerSpec } from '../spec/experiment';
import type { Declaration } from '../spec/settings';
import type { Kernels } from '../kernels/kernels';
import type { Window } from '../kernels/picture-kernels';
import type { PortableOperation, TensorNames } from '../portable/portable-model';
import type { Shape } from '../tensor';

/** What a trained tensor is for. Ridge λ and max-norm look at weights alone (lecture §2). */
export type ParameterRole = 'weight' | 'bias' | 'scale' | 'shift';

/** One trained tensor as the memory plan places it. */
export interface ParameterSpec {
  readonly name: 'weights' | 'bias' | 'scale' | 'shift';
  readonly role: ParameterRole;
  /** Weights of a unit lie in one row [units, …incoming], unless `unitsLast` is set. */
  readonly shape: Shape;
  /** Weights laid out [incoming…, units]. */
  readonly unitsLast?: boolean;
  /** Drawn from an init, or the same number everywhere. */
  readonly start: InitSpec | number;
  /** Numbers that one output is summed from, and outputs that one input goes into. */
  readonly fanIn: number;
  readonly fanOut: number;
}

/** One tensor that training changes but no gradient does; part of a checkpoint. */
export interface StateSpec {
  readonly name: string;
  readonly shape: Shape;
  readonly start: number;
}

/** Where a layer's tensors lie in the arena, as element offsets. */
export interface LayerBuffers {
  readonly input: number;
  /** null where nobody needs the gradient of the input: in training, the first layer that is trained and all below it. */
  readonly inputGradient: number | null;
  readonly output: number;
  /** The output itself where no gradient flows, below the first layer that is trained. */
  readonly outputGradient: number;
  /** In the order of `LayerKind.parameters`. */
  readonly parameters: readonly number[];
  /** In the same order; empty where the layer is frozen, whose `backward` is not called. */
  readonly gradients: readonly number[];
  /** In the order of `LayerKind.state`. */
  readonly state: readonly number[];
  /** `LayerKind.kept` elements that stay untouched from a forward to its backward. */
  readonly kept: number;
  /** `LayerKind.scratch` elements that all layers share; worth nothing after the call. */
  readonly scratch: number;
  /** Weights [units, inputs] of the layer that this one is tied to, and their gradient, null where they are frozen. */
  readonly tied: { readonly weights: number; readonly gradient: number | null } | null;
}

/** What is the same for all layers of one pass through the network. */
export interface Pass {
  /** Rows in use. */
  readonly batch: number;
  /** False where the network is only asked: nothing is dropped, running statistics are used and left alone. */
  readonly training: boolean;
  readonly seed: number;
  /** The minibatch, counted since the start of the run; what is random derives from it. */
  readonly step: number;
  /** Place of the first row in its minibatch, where a minibatch is cut into shards. */
  readonly firstRow: number;
  /** Of the layers of a network in training; 0 for those that drop nothing. Empty where nothing is ever trained. */
  readonly dropoutRates: Float64Array;
  /** Whether backward leaves the gradients of the parameters alone, because that of the input is all that is wanted. */
  readonly inputOnly: boolean;
}

export interface Layer {
  /** Overwrites the output. */
  forward(pass: Pass): void;
  /**
   * From the gradient of the output: overwrites the gradients of the parameters and of the input; may use up the
   * former. Not called where there are neither. The pass is like that of the forward before it, training or not.
   */
  backward(pass: Pass): void;
  /** After the backward of all layers: adds to gradients that belong to another layer. */
  finish?(): void;
}

/**
 * Which numbers of the input one number of the output depends on: that of the same place, that of the same position in
 * row-major order, all of them, or those under a window. The window slides over the input, or where it is `transposed`
 * over the output.
 */
export type LayerField =
  | { readonly type: 'place' | 'order' | 'all' }
  | { readonly type: 'window' | 'transposed'; readonly window: Window };

/** The parts of the menu of layers. */
export const layerGroups = ['With weights', 'Pictures', 'Activation and noise', 'Shape'] as const;

export interface LayerKind<Spec extends LayerSpec = LayerSpec> extends Declaration<Spec> {
  readonly group: (typeof layerGroups)[number];
  /** What it does, for who chooses among layers. */
  readonly sentence: string;
  /** What it does, in a word; null where it leaves every number of a network that is only asked as it is. */
  readonly verb: string | null;
  /** A few words for people, with what matters most of its settings; usual ones are left out. */
  title(spec: Spec): string;
  /** Why an input of this shape is impossible and what to do, to follow the layer's name; null where it fits. */
  misfit(spec: Spec, input: Shape): string | null;
  /** Shape of one output sample, for an input that fits. */
  outputShape(spec: Spec, input: Shape): Shape;
  /** Channels apart; for an input that fits. */
  field(spec: Spec, input: Shape): LayerField;
  /** In checkpoint order: weights before bias. */
  parameters(spec: Spec, input: Shape): readonly ParameterSpec[];
  state?(spec: Spec, input: Shape): readonly StateSpec[];
  /** Elements to keep from forward to backward. */
  kept?(spec: Spec, input: Shape, rows: number): number;
  /** Elements needed during one call. */
  scratch?(spec: Spec, input: Shape, rows: number): number;
  /** Whether training changes tensors of it by their gradient; then `parameters` is not empty. */
  readonly hasParameters?: true;
  /** While training, what it puts out depends on chance or on the rest of the minibatch, so J differs from look to look. */
  readonly varies?: true;
  /** Every number stays in its place and belongs to the unit it came from: what an activation after it does, it does to that unit. */
  readonly keepsUnits?: true;
  /** True where output and input are the same memory, so that nothing is placed or copied. */
  readonly aliasesInput: boolean;
  /** The layer as it must be where the loss starts from logits, or null where it cannot be the last one. */
  withLogits(spec: Spec): Spec | null;
  /** What the layer computes when it is only asked, in operations that other programs know; for an input that fits. */
  portable(spec: Spec, input: Shape, names: TensorNames): readonly PortableOperation[];
  /** @param index in `network.layers`; tells random streams apart */
  build(kernels: Kernels, spec: Spec, input: Shape, buffers: LayerBuffers, index: number): Layer;
}
