/**
 * Fully connected layer a = f(W·x + b) (lecture §1); takes an input of any shape as one long vector. Tied to an
 * earlier dense layer it uses that layer's weights transposed, as the decoder of an autoencoder may.
 */
import { init } from '../spec/inits';
import { wholeNumber, type SpecOf, type TiedSetting } from '../spec/settings';
import { elementCount } from '../tensor';
import { activationWords, anyActivation, applied, pointwise } from './activations';
import { frozenTitle, trainable } from './frozen';
import type { Kernels } from '../kernels/kernels';
import type { Shape } from '../tensor';
import type { Layer, LayerBuffers, LayerKind } from './layer';

/** Index of an earlier dense layer whose weights are used, transposed, instead of own ones; its bias stays its own. */
const tiedTo: TiedSetting = {
  kind: 'tied',
  label: 'Weights',
  symbol: 'W',
  explanation:
    'Its own, or those of an earlier dense layer transposed, as in a tied autoencoder; the bias stays its own.',
};

const settings = {
  units: wholeNumber({
    label: 'Hidden units',
    explanation: 'Units of this layer; every one learns a feature a = f(Σ W x + b).',
    min: 1,
    max: 65_536,
    usual: 64,
    worth: '16, 64, 256',
    counts: true,
    asOutput: {
      label: 'Output units',
      explanation: 'Follows from the target: one for each number of the input, or one for each class.',
    },
  }),
  activation: anyActivation,
  tiedTo,
  init,
  trainable,
};

export type DenseSpec = SpecOf<'dense', typeof settings>;

export const dense: LayerKind<DenseSpec> = {
  type: 'dense',
  word: 'Dense',
  group: 'With weights',
  sentence: 'Every unit sees every number: a = f(Σ W x + b).',
  verb: 'Combine',
  settings,
  example: { type: 'dense', units: 5, activation: 'sigmoid', init: { type: 'glorot' } },
  aliasesInput: false,
  hasParameters: true,

  title(spec) {
    const tied = spec.tiedTo === undefined ? '' : ` · tied to layer ${spec.tiedTo + 1}`;
    return `Dense · ${activationWords[spec.activation]}${tied}${frozenTitle(spec)}`;
  },

  misfit: () => null,

  outputShape: (spec) => [spec.units],
  field: () => ({ type: 'all' }),

  parameters(spec, input) {
    const fans = { fanIn: elementCount(input), fanOut: spec.units };
    const bias = { name: 'bias', role: 'bias', shape: [fans.fanOut], start: 0, ...fans } as const;
    if (spec.tiedTo !== undefined) return [bias];
    const shape = [fans.fanOut, fans.fanIn];
    return [{ name: 'weights', role: 'weight', shape, start: spec.init, ...fans }, bias];
  },

  /** A tied layer's gradient of the weights waits here until the layer that owns them has written its own. */
  kept: (spec, input) => (spec.tiedTo === undefined ? 0 : spec.units * elementCount(input)),

  withLogits: (spec) => ({ ...spec, activation: 'linear' }),

  portable({ activation, tiedTo }, input, { own, of }) {
    const flat = input.length === 1 ? [] : [{ type: 'reshape', shape: [elementCount(input)] } as const];
    const weights = tiedTo === undefined ? own('weights') : of(tiedTo, 'weights');
    return [
      ...flat,
      { type: 'dense', weights, transposed: tiedTo !== undefined, bias: own('bias') },
      ...applied(activation),
    ];
  },

  /**
   * Shapes: input [N,inputs], weights [units,inputs], bias [units] → output [N,units].
   * Backward: ∂J/∂W = δᵀ·x, ∂J/∂b = Σ_N δ, ∂J/∂x = δ·W with δ = ∂J/∂a ⊙ f′(z), which overwrites outputGradient.
   */
  build(kernels, spec, inputShape, buffers) {
    if (buffers.tied !== null) return buildTied(kernels, spec, inputShape, buffers, buffers.tied);
    const inputs = elementCount(inputShape);
    const { units } = spec;
    const activation = pointwise(spec.activation);
    const { input, inputGradient, output, outputGradient } = buffers;
    const [weights = 0, bias = 0] = buffers.parameters;
    const [weightsGradient = 0, biasGradient = 0] = buffers.gradients;
    return {
      forward({ batch }) {
        kernels.gemmNT(batch, units, inputs, input, weights, output);
        kernels.biasActivationForward(output, bias, batch, units, activation);
      },
      backward({ batch, inputOnly }) {
        kernels.biasActivationBackward(output, outputGradient, biasGradient, batch, units, activation);
        if (!inputOnly) kernels.gemmTN(units, inputs, batch, outputGradient, input, weightsGradient);
        if (inputGradient !== null) {
          kernels.gemmNN(batch, inputs, units, outputGradient, weights, inputGradient);
        }
      },
    };
  },
};

/**
 * Shapes: input [N,inputs], the other layer's weights W [inputs,units], bias [units] → output [N,units] = f(x·W + b).
 * Backward: ∂J/∂b = Σ_N δ, ∂J/∂x = δ·Wᵀ; xᵀ·δ is added to the gradient of W once its owner has written it, and not
 * computed where W is frozen.
 */
function buildTied(
  kernels: Kernels,
  spec: DenseSpec,
  inputShape: Shape,
  { input, inputGradient, output, outputGradient, parameters, gradients, kept }: LayerBuffers,
  { weights, gradient }: NonNullable<LayerBuffers['tied']>,
): Layer {
  const inputs = elementCount(inputShape);
  const { units } = spec;
  const activation = pointwise(spec.activation);
  const [bias = 0] = parameters;
  const [biasGradient = 0] = gradients;
  const layer: Layer = {
    forward({ batch }) {
      kernels.gemmNN(batch, units, inputs, input, weights, output);
      kernels.biasActivationForward(output, bias, batch, units, activation);
    },
    backward({ batch, inputOnly }) {
      kernels.biasActivationBackward(output, outputGradient, biasGradient, batch, units, activation);
      if (gradient !== null && !inputOnly) {
        kernels.gemmTN(inputs, units, batch, input, outputGradient, kept);
      }
      if (inputGradient !== null) {
        kernels.gemmNT(batch, inputs, units, outputGradient, weights, inputGradient);
      }
    },
  };
  if (gradient === null) return layer;
  return { ...layer, finish: () => kernels.accumulate(kept, gradient, inputs * units) };
}
