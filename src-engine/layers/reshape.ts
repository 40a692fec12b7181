/** Takes the same numbers in another shape, e.g. a vector as a picture; row-major, nothing is moved. */
import { elementCount, formatShape } from '../tensor';
import { checkNumber, refuse } from '../spec/fields';
import type { ReshapeSpec } from '../spec/experiment';
import type { LayerKind } from './layer';

const nothing = (): void => undefined;

export const reshape: LayerKind<ReshapeSpec> = {
  type: 'reshape',
  example: { type: 'reshape', shape: [2, 4, 3] },
  aliasesInput: true,

  parse(fields) {
    const sizes = fields.list('shape', 1, 3);
    if (sizes.length === 2) {
      throw refuse(fields.at('shape'), 'a list of 1 or 3, [numbers] or [height, width, channels]', sizes);
    }
    const side = { min: 1, max: 1_048_576 };
    const shape = sizes.map((size, axis) => checkNumber(`${fields.at('shape')}.${axis}`, size, side, true));
    return { type: 'reshape', shape };
  },

  title: ({ shape }) => `Reshape ${formatShape(shape)}`,

  misfit({ shape }, input) {
    const [wanted, got] = [elementCount(shape), elementCount(input)];
    if (wanted === got) return null;
    return (
      `needs ${wanted} numbers, got ${got} from ${formatShape(input)}. ` +
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
