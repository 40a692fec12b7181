/** What an experiment says of one layer and bears on the health of its units. */
import { activationOf } from '../layers/activations';
import { layerKinds } from '../layers/registry';
import type { ActivationName, Experiment, LayerSpec, SparsitySpec } from '../spec/experiment';

export interface LayerSetting {
  /** What is applied to the layer's sums, be it by the layer itself or by an activation layer after it. */
  readonly activation: ActivationName;
  /** Index of the layer whose output are the activations. */
  readonly activationLayer: number;
  /** Of the dropout right after the layer; 0 where there is none. */
  readonly dropoutRate: number;
  /** Where the KL penalty holds for this layer. */
  readonly sparsity: SparsitySpec | null;
  /** λ₁ of the penalty on activations, λ of the ridge. */
  readonly activityL1: number;
  readonly weightDecay: number;
  readonly learningRate: number;
  /** Whether all weights began at the same number, which keeps them the same for ever. */
  readonly startsEqual: boolean;
  readonly isOutput: boolean;
}

/** @param layer index in `network.layers` */
export function layerSetting({ network, objective, optimizer }: Experiment, layer: number): LayerSetting {
  const { layers } = network;
  const spec = layers[layer];
  const { activation, activationLayer } = findActivation(layers, layer);
  const isOutput = activationLayer === layers.length - 1;
  const isSparse = spec.type === 'dense' && spec.activation === 'sigmoid' && !isOutput;
  const hasPenalty = !isOutput && activation !== 'linear';
  return {
    activation,
    activationLayer,
    dropoutRate: dropoutRateOf(layers.slice(layer + 1, activationLayer + 2)),
    sparsity: isSparse ? objective.sparsity : null,
    activityL1: hasPenalty ? (objective.activityL1 ?? 0) : 0,
    weightDecay: objective.weightDecay,
    learningRate: optimizer.learningRate,
    startsEqual: 'init' in spec && spec.init.type === 'zeros',
    isOutput,
  };
}

function findActivation(
  layers: readonly LayerSpec[],
  layer: number,
): Pick<LayerSetting, 'activation' | 'activationLayer'> {
  const own = activationOf(layers[layer]) ?? 'linear';
  let next = layer + 1;
  while (next < layers.length && isPassedOver(layers[next])) next += 1;
  const after = layers.at(next);
  const isApart = own === 'linear' && after?.type === 'activation';
  return isApart
    ? { activation: after.activation, activationLayer: next }
    : { activation: own, activationLayer: layer };
}

/** Changes neither which unit a number belongs to nor what its activation is. */
function isPassedOver(spec: LayerSpec): boolean {
  return layerKinds[spec.type].keepsUnits === true && activationOf(spec) === null;
}

function dropoutRateOf(layers: readonly LayerSpec[]): number {
  const dropout = layers.find(({ type }) => type === 'dropout');
  return dropout?.type === 'dropout' ? dropout.rate : 0;
}
