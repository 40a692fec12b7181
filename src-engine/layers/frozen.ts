/** Frozen layers: they keep the weights they begin with, and lie below all that is trained. */
import type { LayerSpec } from '../spec/experiment';
import type { Fields } from '../spec/fields';

/** `trainable` as it is kept: absent unless false, so that experiments from before it existed read the same. */
export function parseTrainable(fields: Fields): { trainable?: false } {
  return fields.boolean('trainable', true) ? {} : { trainable: false };
}

/** For people, to follow a layer's title. */
export function frozenTitle(spec: LayerSpec): string {
  return isFrozen(spec) ? ' · frozen' : '';
}

export function isFrozen(spec: LayerSpec): boolean {
  return 'trainable' in spec;
}

/** Whether training changes tensors of the layer by their gradient. */
export function isTrained(spec: LayerSpec): boolean {
  return hasParameters(spec) && !isFrozen(spec);
}

function hasParameters({ type }: LayerSpec): boolean {
  return type === 'dense' || type === 'conv2d' || type === 'convTranspose2d' || type === 'batchNorm';
}
