/** Frozen layers: they keep the weights they begin with, and lie below all that is trained. */
import { onlyIf } from '../spec/settings';
import type { LayerSpec } from '../spec/experiment';

/** The setting, for layers that can be frozen: false, or absent. */
export const trainable = onlyIf(false, {
  label: 'Frozen',
  explanation:
    'Keeps the weights it begins with: no gradient goes through it. Frozen layers stand at the beginning of the network.',
});

/** For people, to follow a layer's title. */
export function frozenTitle(spec: LayerSpec): string {
  return isFrozen(spec) ? ' · frozen' : '';
}

export function isFrozen(spec: LayerSpec): boolean {
  return 'trainable' in spec;
}
