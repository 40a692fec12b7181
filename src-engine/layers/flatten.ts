/** Takes a picture-shaped input as one long vector; changes the shape alone, never the numbers. */
import { elementCount } from '../tensor';
import type { FlattenSpec } from '../spec/experiment';
import type { LayerKind } from './layer';

const nothing = (): void => undefined;

export const flatten: LayerKind<FlattenSpec> = {
  type: 'flatten',
  example: { type: 'flatten' },
  aliasesInput: true,
  parse: () => ({ type: 'flatten' }),
  title: () => 'Flatten',
  misfit: () => null,
  outputShape: (_spec, input) => [elementCount(input)],
  field: () => ({ type: 'order' }),
  parameters: () => [],
  withLogits: () => null,

  portable: (_spec, input) => [{ type: 'reshape', shape: [elementCount(input)] }],
  build: () => ({ forward: nothing, backward: nothing }),
};
