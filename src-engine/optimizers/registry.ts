/** Every optimiser there is; parser, model and tests derive from this list. */
import { adam } from './adam';
import { adamw } from './adamw';
import { lbfgs } from './lbfgs';
import { rmsprop } from './rmsprop';
import { sgd } from './sgd';
import type { OptimizerKind } from './optimizer';
import type { OptimizerSpec } from '../spec/experiment';

export const optimizerKinds: Readonly<Record<OptimizerSpec['type'], OptimizerKind>> = {
  sgd,
  rmsprop,
  adam,
  adamw,
  lbfgs,
};

export const optimizerTypes = Object.keys(optimizerKinds) as OptimizerSpec['type'][];
