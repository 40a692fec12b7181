/** Takes the same numbers in another shape, e.g. a vector as a picture; row-major, nothing is moved. */
import { counted } from '../counted';
import { elementCount, formatShape } from '../tensor';
import { shape, type SpecOf } from '../spec/settings';
import type { LayerKind } from './layer';

const nothing = (): void => undefined;

const settings = {
  shape: shape({
    label: 'Shape',
    explanation:
      'One number for a row, or height×width×channels for a picture; the count must stay the same.',
  }),
};

export type ReshapeSpec = SpecOf<'reshape', typeof settings>;

export const reshape: LayerKind<ReshapeSpec> = {
  type: 'reshape',
  word: 'Reshape',
  group: 'Shape',
  sentence: 'Takes the same numbers in another shape, for example as a picture again.',
  verb: null,
  settings,
  example: { type: 'reshape', shape: [2, 4, 3] },
  aliasesInput: true,

  title: ({ shape }) => `Reshape ${formatShape(shape)}`,

  misfit({ shape }, input) {
    const [wanted, got] = [elementCount(shape), elementCount(input)];
    if (wanted === got) return null;
    return (
      `needs ${counted(wanted, 'number')}, got ${got} from ${formatShape(input)}. ` +
      'Choose a shape whose sizes multiply to that, or change the layer before it.'
    );
  },

  outputShape: ({ shape }) => shape,
  field: () => ({ type: 'order' }),
  parameters: () => [],
  withLogits: () => null,

  portable: ({ shape }) => [{ type: 'reshape', shape }],
  build: () => ({ forward: nothing, backward: nothing }),
};
