/** Which settings of an experiment can be changed while it is trained, and to what. */
import type { Experiment } from '../../src-engine';
import { AppError } from '../contract/errors';
import type { RunChange } from '../contract/runs';

/** @throws AppError('precondition') where the experiment has no such setting */
export function requireChangeable({ optimizer, network }: Experiment, change: RunChange): void {
  if (change.setting === 'momentum' && !('momentum' in optimizer)) {
    throw new AppError(
      'precondition',
      `The optimiser ${optimizer.type} has no momentum that could be changed; sgd has.`,
      { field: 'optimizer.momentum' },
    );
  }
  if (change.setting !== 'dropout') return;
  const layer = network.layers.at(change.layer);
  if (layer?.type === 'dropout') return;
  throw new AppError(
    'precondition',
    layer === undefined
      ? `The network has ${network.layers.length} layers, so there is no layer ${change.layer + 1} to change.`
      : `Layer ${change.layer + 1} is ${layer.type}; only a dropout layer has a rate to change.`,
    { field: `network.layers.${change.layer}.rate` },
  );
}
