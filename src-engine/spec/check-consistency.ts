/** Settings that are each right but do not fit each other. Shapes are the business of `describe-network.ts`. */
import { EngineError } from '../errors';
import { activationOf, isNonlinear } from '../layers/activations';
import { isFrozen } from '../layers/frozen';
import { lossKinds } from '../objectives/registry';
import { checkTraining } from './check-training';
import { checkWeights } from './check-weights';
import { refuse } from './fields';
import type { Experiment, LayerSpec } from './experiment';

/** @throws EngineError('config') at the first contradiction, naming the field to change */
export function checkConsistency(experiment: Experiment): void {
  checkSplit(experiment);
  const last = checkLastLayer(experiment.network.layers);
  checkTied(experiment.network.layers);
  checkWeights(experiment.network.layers);
  checkSoftmax(experiment);
  checkLastActivation(experiment, last);
  checkSparsity(experiment);
  checkActivityL1(experiment);
  checkCorruption(experiment);
  checkTraining(experiment);
}

function checkSplit({ split }: Experiment): void {
  const taken = split.validation + split.test;
  if (taken < 1) return;
  const hint = 'Lower split.validation or split.test so that samples remain to train on.';
  throw refuse('split', 'validation and test together below 1', taken, hint);
}

/** Layers that may end a network: those that put out an activation the loss can be measured on. */
function checkLastLayer(layers: readonly LayerSpec[]): LayerSpec {
  const last = layers.at(-1);
  if (last !== undefined && activationOf(last) !== null) return last;
  const index = layers.length - 1;
  throw new EngineError(
    'config',
    `network.layers.${index}: expected a dense layer at the end (or conv2d, convTranspose2d, activation), got ` +
      `${last?.type ?? 'nothing'}. Add a dense layer after it, with as many units as the target has numbers.`,
    { field: `network.layers.${index}`, layer: index },
  );
}

function checkTied(layers: readonly LayerSpec[]): void {
  layers.forEach((spec, index) => {
    if (spec.type !== 'dense' || spec.tiedTo === undefined) return;
    const other = spec.tiedTo < index ? layers[spec.tiedTo] : spec;
    if (other.type === 'dense' && other.tiedTo === undefined) return;
    const field = `network.layers.${index}.tiedTo`;
    throw new EngineError(
      'config',
      `${field}: expected the index of an earlier dense layer with weights of its own, got ${spec.tiedTo}. ` +
        'The first layer has index 0; remove tiedTo to give this layer its own weights.',
      { field, layer: index },
    );
  });
}

function checkSoftmax({ network, objective }: Experiment): void {
  network.layers.forEach((spec, index) => {
    if (activationOf(spec) !== 'softmax') return;
    const field = `network.layers.${index}.activation`;
    if (index < network.layers.length - 1) {
      throw new EngineError(
        'config',
        `${field}: expected softmax in the last layer only, got it in layer ${index + 1} of ` +
          `${network.layers.length}. Use sigmoid, tanh or relu here.`,
        { field, layer: index },
      );
    }
    if (!lossKinds[objective.loss].lastActivations('labels')?.includes('softmax')) {
      throw new EngineError(
        'config',
        `${field}: expected softmax together with the loss crossEntropy, got ${objective.loss}. ` +
          'Set objective.loss to crossEntropy, or use sigmoid or linear here.',
        { field, layer: index },
      );
    }
  });
}

function checkLastActivation({ network, objective }: Experiment, last: LayerSpec): void {
  const activation = activationOf(last);
  const allowed = lossKinds[objective.loss].lastActivations(objective.target);
  if (allowed === null || activation === null || allowed.includes(activation)) return;
  const index = network.layers.length - 1;
  const field = `network.layers.${index}.activation`;
  throw new EngineError(
    'config',
    `${field}: expected ${allowed.join(' or ')}, because the loss is ${objective.loss} and the target is ` +
      `${objective.target}, got ${activation}. Change it, or set objective.loss to squaredError.`,
    { field, layer: index },
  );
}

function checkSparsity({ network, objective }: Experiment): void {
  if (objective.sparsity === null) return;
  const isSparse = (spec: LayerSpec): boolean =>
    spec.type === 'dense' && spec.activation === 'sigmoid' && !isFrozen(spec);
  if (network.layers.slice(0, -1).some(isSparse)) return;
  throw new EngineError(
    'config',
    'objective.sparsity: expected at least one trained hidden sigmoid layer whose mean activations it can hold at ρ, got none. ' +
      'Set the activation of a hidden layer to sigmoid, or remove objective.sparsity.',
    { field: 'objective.sparsity' },
  );
}

function isPenalised(spec: LayerSpec): boolean {
  return isNonlinear(spec) && !isFrozen(spec);
}

function checkActivityL1({ network, objective }: Experiment): void {
  if (objective.activityL1 === undefined || network.layers.slice(0, -1).some(isPenalised)) return;
  throw new EngineError(
    'config',
    'objective.activityL1: expected at least one trained hidden layer with an activation other than linear, got none. ' +
      'Give a hidden layer an activation, or remove objective.activityL1.',
    { field: 'objective.activityL1' },
  );
}

function checkCorruption({ objective }: Experiment): void {
  if (objective.corruption === undefined || objective.target === 'input') return;
  const hint = 'Set objective.target to input, or remove objective.corruption.';
  throw refuse('objective.corruption', 'a network that learns its input', 'the target labels', hint);
}
