/** Settings that are each right but do not fit each other. Shapes are the business of `describe-network.ts`. */
import { EngineError } from '../errors';
import { refuse } from './fields';
import type { DenseSpec, Experiment, LayerSpec } from './experiment';

/** @throws EngineError('config') at the first contradiction, naming the field to change */
export function checkConsistency(experiment: Experiment): void {
  checkSplit(experiment);
  const last = checkLastLayer(experiment.network.layers);
  checkSoftmax(experiment);
  checkCrossEntropy(experiment, last);
  checkSparsity(experiment);
}

function checkSplit({ split }: Experiment): void {
  const taken = split.validation + split.test;
  if (taken < 1) return;
  const hint = 'Lower split.validation or split.test so that samples remain to train on.';
  throw refuse('split', 'validation and test together below 1', taken, hint);
}

function checkLastLayer(layers: readonly LayerSpec[]): DenseSpec {
  const last = layers.at(-1);
  if (last?.type === 'dense') return last;
  const index = layers.length - 1;
  throw new EngineError(
    'config',
    `network.layers.${index}: expected a dense layer at the end, got ${last?.type ?? 'nothing'}. ` +
      'Add a dense layer after it, with as many units as the target has numbers.',
    { field: `network.layers.${index}`, layer: index },
  );
}

function activationOf(spec: LayerSpec): string | null {
  return spec.type === 'dense' ? spec.activation : null;
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
    if (objective.loss !== 'crossEntropy') {
      throw new EngineError(
        'config',
        `${field}: expected softmax together with the loss crossEntropy, got ${objective.loss}. ` +
          'Set objective.loss to crossEntropy, or use sigmoid or linear here.',
        { field, layer: index },
      );
    }
  });
}

function checkCrossEntropy({ network, objective }: Experiment, last: DenseSpec): void {
  if (objective.loss !== 'crossEntropy') return;
  const allowed = objective.target === 'labels' ? ['softmax', 'linear', 'sigmoid'] : ['sigmoid'];
  if (allowed.includes(last.activation)) return;
  const index = network.layers.length - 1;
  const field = `network.layers.${index}.activation`;
  throw new EngineError(
    'config',
    `${field}: expected ${allowed.join(' or ')}, because the loss is crossEntropy and the target is ` +
      `${objective.target}, got ${last.activation}. Change it, or set objective.loss to squaredError.`,
    { field, layer: index },
  );
}

function checkSparsity({ network, objective }: Experiment): void {
  if (objective.sparsity === null) return;
  if (network.layers.slice(0, -1).some((spec) => activationOf(spec) === 'sigmoid')) return;
  throw new EngineError(
    'config',
    'objective.sparsity: expected at least one hidden sigmoid layer whose mean activations it can hold at ρ, got none. ' +
      'Set the activation of a hidden layer to sigmoid, or remove objective.sparsity.',
    { field: 'objective.sparsity' },
  );
}
