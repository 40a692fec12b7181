/** The activations f of the lecture's a = f(z), as settings: their names, how people read them, who has one. */
import type { PortableOperation } from '../portable/portable-model';
import type { ActivationName, HiddenActivationName, LayerSpec } from '../spec/experiment';
import type { Fields } from '../spec/fields';

const titles: Readonly<Record<ActivationName, string>> = {
  sigmoid: 'sigmoid',
  tanh: 'tanh',
  relu: 'ReLU',
  leakyRelu: 'leaky ReLU',
  linear: 'linear',
  softmax: 'softmax',
};

const hiddenNames = ['sigmoid', 'tanh', 'relu', 'leakyRelu', 'linear'] as const;

/** For people, e.g. `leaky ReLU`. */
export function activationTitle(activation: ActivationName): string {
  return titles[activation];
}

export function parseActivation(fields: Fields): ActivationName {
  return fields.oneOf('activation', [...hiddenNames, 'softmax']);
}

/** Softmax over all pixels of a picture would be one distribution over places: it is left to layers of vectors. */
export function parseHiddenActivation(fields: Fields, fallback: HiddenActivationName): HiddenActivationName {
  return fields.oneOf('activation', hiddenNames, fallback);
}

/** The activation that a layer applies, or null where it applies none. */
export function activationOf(spec: LayerSpec): ActivationName | null {
  return 'activation' in spec ? spec.activation : null;
}

/** Whether a layer has activations that a penalty may look at: those of linear units are no features. */
export function isNonlinear(spec: LayerSpec): boolean {
  const activation = activationOf(spec);
  return activation !== null && activation !== 'linear';
}

/** What a layer itself computes: softmax belongs to its loss, so the layer hands over the logits. */
export function pointwise(activation: ActivationName): HiddenActivationName {
  return activation === 'softmax' ? 'linear' : activation;
}

/** A layer's own activation as the operations that follow it: none where it is linear. Softmax stands for itself. */
export function applied(activation: ActivationName): readonly PortableOperation[] {
  if (activation === 'linear') return [];
  return [activation === 'softmax' ? { type: 'softmax' } : { type: 'activation', activation }];
}
