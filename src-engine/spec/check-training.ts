/** Settings of the optimiser and of training that do not fit the rest of the experiment. */
import { EngineError } from '../errors';
import { layerKinds } from '../layers/registry';
import { optimizerKinds } from '../optimizers/registry';
import { refuse } from './fields';
import type { Experiment } from './experiment';

/** @throws EngineError('config') at the first contradiction, naming the field to change */
export function checkTraining(experiment: Experiment): void {
  checkFullBatch(experiment);
  checkEarlyStopping(experiment);
}

/** A full-batch optimiser compares J at different parameters, so J must be the same function at every look. */
function checkFullBatch({ optimizer, network, objective, training }: Experiment): void {
  if (!optimizerKinds[optimizer.type].fullBatch) return;
  const changing = network.layers.findIndex(({ type }) => layerKinds[type].varies === true);
  if (changing >= 0) {
    const field = `network.layers.${changing}`;
    throw new EngineError(
      'config',
      `${field}: expected a layer that gives the same output at every look, because the optimiser is ${optimizer.type}, got ` +
        `${network.layers[changing].type}. Remove it, or set optimizer.type to adam.`,
      { field, layer: changing },
    );
  }
  const unfit: readonly (readonly [field: string, value: unknown])[] = [
    ['objective.corruption', objective.corruption],
    ['objective.maxNorm', objective.maxNorm],
    ['training.schedule', training.schedule],
    ['training.clipNorm', training.clipNorm],
  ];
  const found = unfit.find(([, value]) => value !== undefined);
  if (found === undefined) return;
  const [field, value] = found;
  const hint =
    'Its line search needs an objective and steps of its own. Remove it, or set optimizer.type to adam.';
  throw refuse(field, `nothing, because the optimiser is ${optimizer.type}`, value, hint);
}

function checkEarlyStopping({ training, split, objective }: Experiment): void {
  const { earlyStopping } = training;
  if (earlyStopping === undefined) return;
  if (split.validation === 0) {
    const hint = 'Set it to 0.1, for example, or remove training.earlyStopping.';
    throw refuse('split.validation', 'more than 0, because training.earlyStopping watches it', 0, hint);
  }
  if (earlyStopping.metric === 'accuracy' && objective.target !== 'labels') {
    const hint = 'An autoencoder has no accuracy. Set it to loss.';
    throw refuse('training.earlyStopping.metric', 'loss, because the target is the input', 'accuracy', hint);
  }
}
