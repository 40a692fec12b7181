/** Takes a picture-shaped input as one long vector; changes the shape alone, never the numbers. */
import { elementCount } from '../tensor';
import type { SpecOf } from '../spec/settings';
import type { LayerKind } from './layer';

const nothing = (): void => undefined;

const settings = {};

export type FlattenSpec = SpecOf<'flatten', typeof settings>;

export const flatten: LayerKind<FlattenSpec> = {
  type: 'flatten',
  word: 'Flatten',
  group: 'Shape',
  sentence: 'Takes a picture as numbers in a row.',
  verb: null,
  settings,
  example: { type: 'flatten' },
  aliasesInput: true,
  title: () => 'Flatten',
  misfit: () => null,
  outputShape: (_spec, input) => [elementCount(input)],
  field: () => ({ type: 'order' }),
  parameters: () => [],
  withLogits: () => null,

  portable: (_spec, input) => [{ type: 'reshape', shape: [elementCount(input)] }],
  build: () => ({ forward: nothing, backward: nothing }),
};
