/** Fully connected layer a = f(W·x + b) (lecture §1); takes an input of any shape as one long vector. */
import { parseInit } from '../initializers';
import { elementCount } from '../tensor';
import type { DenseSpec, InitSpec } from '../spec/experiment';
import type { LayerKind } from './layer';

const activations = ['sigmoid', 'tanh', 'relu', 'linear', 'softmax'] as const;

const titles = {
  sigmoid: 'sigmoid',
  tanh: 'tanh',
  relu: 'ReLU',
  linear: 'linear',
  softmax: 'softmax',
} as const;

export const dense: LayerKind<DenseSpec> = {
  type: 'dense',
  example: { type: 'dense', units: 5, activation: 'sigmoid', init: { type: 'glorot' } },
  aliasesInput: false,

  parse(fields) {
    const units = fields.integer('units', { min: 1, max: 65_536 });
    const activation = fields.oneOf('activation', activations);
    const usual: InitSpec = { type: activation === 'relu' ? 'he' : 'glorot' };
    return { type: 'dense', units, activation, init: parseInit(fields, 'init', usual) };
  },

  title: (spec) => `Dense · ${titles[spec.activation]}`,

  misfit: () => null,

  outputShape: (spec) => [spec.units],

  parameters(spec, input) {
    const fans = { fanIn: elementCount(input), fanOut: spec.units };
    return [
      { name: 'weights', role: 'weight', shape: [fans.fanOut, fans.fanIn], start: spec.init, ...fans },
      { name: 'bias', role: 'bias', shape: [fans.fanOut], start: 0, ...fans },
    ];
  },

  withLogits: (spec) => ({ ...spec, activation: 'linear' }),

  /**
   * Shapes: input [N,inputs], weights [units,inputs], bias [units] → output [N,units].
   * Backward: ∂J/∂W = δᵀ·x, ∂J/∂b = Σ_N δ, ∂J/∂x = δ·W with δ = ∂J/∂a ⊙ f′(z), which overwrites outputGradient.
   */
  build(kernels, spec, inputShape, buffers) {
    const inputs = elementCount(inputShape);
    const { units } = spec;
    // Softmax belongs to its loss; here the layer hands over the logits.
    const activation = spec.activation === 'softmax' ? 'linear' : spec.activation;
    const { input, inputGradient, output, outputGradient } = buffers;
    const [weights = 0, bias = 0] = buffers.parameters;
    const [weightsGradient = 0, biasGradient = 0] = buffers.gradients;
    return {
      forward({ batch }) {
        kernels.gemmNT(batch, units, inputs, input, weights, output);
        kernels.biasActivationForward(output, bias, batch, units, activation);
      },
      backward({ batch }) {
        kernels.biasActivationBackward(output, outputGradient, biasGradient, batch, units, activation);
        kernels.gemmTN(units, inputs, batch, outputGradient, input, weightsGradient);
        if (inputGradient !== null) {
          kernels.gemmNN(batch, inputs, units, outputGradient, weights, inputGradient);
        }
      },
    };
  },
};
