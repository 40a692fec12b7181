/** A layer that is nothing but an activation: a = f(z), number by number. */
import { elementCount } from '../tensor';
import { activationWords, anyActivation, applied, pointwise } from './activations';
import type { SpecOf } from '../spec/settings';
import type { LayerKind } from './layer';

const settings = { activation: anyActivation };

export type ActivationSpec = SpecOf<'activation', typeof settings>;

export const activation: LayerKind<ActivationSpec> = {
  type: 'activation',
  word: 'Activation',
  group: 'Activation and noise',
  sentence: 'Nothing but f(z), for example after a batch normalisation.',
  verb: 'Activate',
  settings,
  example: { type: 'activation', activation: 'tanh' },
  aliasesInput: false,
  keepsUnits: true,
  title: (spec) => `Activation · ${activationWords[spec.activation]}`,
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
