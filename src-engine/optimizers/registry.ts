/** Every optimiser there is, as the Lab lists them. Types, parser, Lab, model and tests derive from it. */
import { adam } from './adam';
import { adamw } from './adamw';
import { lbfgs } from './lbfgs';
import { rmsprop } from './rmsprop';
import { sgd } from './sgd';
import type { OptimizerKind } from './optimizer';

const kinds = { adam, adamw, rmsprop, sgd, lbfgs };

type Kinds = typeof kinds;

export type OptimizerSpec = Kinds[keyof Kinds]['example'];

export const optimizerKinds: Readonly<Record<OptimizerSpec['type'], OptimizerKind>> = kinds;

export const optimizerTypes = Object.keys(optimizerKinds) as OptimizerSpec['type'][];
