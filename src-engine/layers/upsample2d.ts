/** Repeats every pixel `factor` times in each direction: the nearest neighbour, for convolutional decoders. */
import { formatShape } from '../tensor';
import { pair, type SpecOf } from '../spec/settings';
import { notAPicture, windowOver } from './window';
import type { Window } from '../kernels/picture-kernels';
import type { Shape } from '../tensor';
import type { LayerKind } from './layer';

const settings = {
  factor: pair({
    label: 'Factor',
    explanation: 'How often every pixel is repeated, downwards and across.',
    min: 1,
    max: 64,
    fallback: [2, 2],
  }),
};

export type Upsample2dSpec = SpecOf<'upsample2d', typeof settings>;

function outputShape({ factor }: Upsample2dSpec, [height, width, channels]: Shape): Shape {
  return [height * factor[0], width * factor[1], channels];
}

/** The regions of the output that one input pixel fills. */
function windowOf(spec: Upsample2dSpec, input: Shape): Window {
  const { factor } = spec;
  return windowOver(outputShape(spec, input), {
    size: factor,
    stride: factor,
    padding: 'valid',
    dilation: [1, 1],
  });
}

export const upsample2d: LayerKind<Upsample2dSpec> = {
  type: 'upsample2d',
  word: 'Upsampling',
  group: 'Pictures',
  sentence: 'Repeats every pixel, the plain opposite of pooling.',
  verb: 'Enlarge',
  settings,
  example: { type: 'upsample2d', factor: [2, 3] },
  aliasesInput: false,
  title: ({ factor }) => `Upsample ${formatShape(factor)}`,
  misfit: (_spec, input) => notAPicture(input),
  outputShape,
  field: (spec, input) => ({ type: 'transposed', window: windowOf(spec, input) }),
  parameters: () => [],
  withLogits: () => null,

  portable: ({ factor }) => [{ type: 'upsample2d', factor }],

  /** Shapes: input [N,H,W,C] → output [N,H·fy,W·fx,C]. Backward: the sum over the copies. */
  build(kernels, spec, inputShape, { input, inputGradient, output, outputGradient }) {
    const window = windowOf(spec, inputShape);
    return {
      forward({ batch }) {
        kernels.spread(input, output, batch, window, 1);
      },
      backward({ batch }) {
        if (inputGradient !== null) kernels.sumPool(outputGradient, inputGradient, batch, window, 1);
      },
    };
  },
};
