/** The activations f of the lecture's a = f(z): their names, the setting, how people read them, who has one. */
import type { PortableOperation } from '../portable/portable-model';
import type { LayerSpec, NetworkSpec } from '../spec/experiment';
import type { ActivationSetting } from '../spec/settings';

/** What people read of each; leakyRelu is z where z > 0 and 0.01·z elsewhere (Maas, Hannun & Ng 2013). */
export const activationWords = {
  sigmoid: 'sigmoid',
  tanh: 'tanh',
  relu: 'ReLU',
  leakyRelu: 'leaky ReLU',
  linear: 'linear',
  softmax: 'softmax',
} as const;

export type ActivationName = keyof typeof activationWords;

/** What every layer but the last may use. */
export type HiddenActivationName = Exclude<ActivationName, 'softmax'>;

const hiddenNames = ['sigmoid', 'tanh', 'relu', 'leakyRelu', 'linear'] as const;

const words = {
  kind: 'activation',
  label: 'Activation',
  symbol: 'f',
  explanation:
    'The non-linear function between z and a. Sparsity needs sigmoid; softmax belongs to cross-entropy.',
} as const;

/** The setting, for layers of vectors: required, and softmax among the choices. */
export const anyActivation: ActivationSetting<ActivationName> = {
  ...words,
  names: [...hiddenNames, 'softmax'],
};

/** For layers of pictures: softmax over all pixels would be one distribution over places. */
export const hiddenActivation: ActivationSetting<HiddenActivationName> = {
  ...words,
  names: hiddenNames,
  fallback: 'relu',
};

/** The activation that a layer applies, or null where it applies none. */
export function activationOf(spec: LayerSpec): ActivationName | null {
  return 'activation' in spec ? spec.activation : null;
}

/** That of the network's output. */
export function lastActivation({ layers }: NetworkSpec): ActivationName | null {
  const last = layers.at(-1);
  return last === undefined ? null : activationOf(last);
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
