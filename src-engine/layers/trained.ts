/** Which layers training changes. */
import { isFrozen } from './frozen';
import { layerKinds, type LayerSpec } from './registry';

/** Whether training changes tensors of the layer by their gradient. */
export function isTrained(spec: LayerSpec): boolean {
  return layerKinds[spec.type].hasParameters === true && !isFrozen(spec);
}
