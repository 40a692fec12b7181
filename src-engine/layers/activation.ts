/** A layer that is nothing but an activation: a = f(z), number by number. */
import { elementCount } from '../tensor';
import { activationTitle, applied, parseActivation, pointwise } from './activations';
import type { ActivationSpec } from '../spec/experiment';
import type { LayerKind } from './layer';

export const activation: LayerKind<ActivationSpec> = {
  type: 'activation',
  example: { type: 'activation', activation: 'tanh' },
  aliasesInput: false,
  parse: (fields) => ({ type: 'activation', activation: parseActivation(fields) }),
  title: (spec) => `Activation · ${activationTitle(spec.activation)}`,
  misfit: () => null,
  outputShape: (_spec, input) => input,
  field: () => ({ type: 'place' }),
  parameters: () => [],
  withLogits: (spec) => ({ ...spec, activation: 'linear' }),

  portable: ({ activation }) => applied(activation),

  build(kernels, spec, inputShape, { input, inputGradient, output, outputGradient }) {
    const size = elementCount(inputShape);
    const f = pointwise(spec.activation);
    return {
      forward({ batch }) {
        kernels.activate(input, output, batch * size, f);
      },
      backward({ batch }) {
        if (inputGradient === null) return;
        kernels.activateBackward(output, outputGradient, inputGradient, batch * size, f);
      },
    };
  },
};
